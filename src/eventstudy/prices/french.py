"""Kenneth French's library of factor returns: daily sets by name, kept in the cache as they were fetched."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO
from pathlib import Path

from eventstudy.errors import DataError, NetworkDown, UpstreamBroken
from eventstudy.messages import message
from eventstudy.prices.cache import cache_folder
from eventstudy.spec.factor_files import FactorFile
from eventstudy.writing import replace_file

__all__ = ["library_file", "library_name"]

LIBRARY = "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/"
FIRST_ANSWER, ALL = 10.0, 30.0
"""Seconds."""
MOST_BYTES = 50_000_000
"""Of one zip: the largest daily one has less than ten million."""
PART = 1 << 16

NAMES = {
    "ff3": "F-F_Research_Data_Factors_daily",
    "ff5": "F-F_Research_Data_5_Factors_2x3_daily",
    "mom": "F-F_Momentum_Factor_daily",
    "25_size_value": "25_Portfolios_5x5_Daily",
    "49_industries": "49_Industry_Portfolios_daily",
}
"""Files of the United States by set."""
ELSEWHERE = {"ff3": "3_Factors_Daily", "ff5": "5_Factors_Daily", "mom": "Mom_Factor_Daily"}
PLACES = {
    "asia_pacific_ex_japan": "Asia_Pacific_ex_Japan",
    "developed": "Developed",
    "developed_ex_us": "Developed_ex_US",
    "europe": "Europe",
    "japan": "Japan",
    "north_america": "North_America",
}
"""Regions as the library spells them."""


def library_name(wanted: FactorFile) -> str:
    """Name of the library's file, without its ending."""
    chosen, region = str(wanted.set), wanted.region
    if region == "us":
        return NAMES[chosen]
    kind = ELSEWHERE[chosen]
    return f"{PLACES[region]}_{kind.replace('Mom', 'MOM') if region == 'asia_pacific_ex_japan' else kind}"


def library_file(wanted: FactorFile, *, offline: bool, refresh: bool) -> Path:
    """A set's zip in the cache, fetched if it is not there yet.

    What is there stays until it is asked for anew, so that a study keeps its vintage.

    Raises
    ------
    DataError
        It is not in the cache and cannot be fetched.
    """
    name = library_name(wanted)
    path = cache_folder() / "french" / f"{name}_CSV.zip"
    if path.is_file() and not refresh:
        return path
    if offline:
        raise DataError(message("library_offline", name=name), message("library_fetch_once"))
    content = _fetched(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)
    except OSError as e:
        why = message("library_not_kept", folder=path.parent, why=e.strerror or str(e))
        raise DataError(why, message("set_cache_folder")) from e
    return path


def _fetched(name: str) -> bytes:
    """The bytes of a zip, all of them and in bounded time."""
    import http.client
    import urllib.error
    import urllib.request

    until = time.monotonic() + ALL
    parts, size = [], 0
    try:
        with urllib.request.urlopen(f"{LIBRARY}{name}_CSV.zip", timeout=FIRST_ANSWER) as answer:  # noqa: S310
            while part := answer.read1(PART):
                parts.append(part)
                size += len(part)
                if time.monotonic() > until:
                    raise TimeoutError(f"{ALL:.0f} s")
                if size > MOST_BYTES:
                    raise UpstreamBroken(message("library_too_large", name=name), message("library_by_hand"))
            stated = answer.headers.get("Content-Length", str(size))
    except urllib.error.HTTPError as e:
        raise UpstreamBroken(message("library_refused", name=name, status=e.code), message("library_by_hand")) from e
    except (OSError, http.client.HTTPException) as e:
        why = str(getattr(e, "reason", e)) or type(e).__name__
        raise NetworkDown(message("library_not_reached", name=name, why=why), message("library_by_hand")) from e
    content = b"".join(parts)
    if stated != str(size) or not zipfile.is_zipfile(BytesIO(content)):
        raise UpstreamBroken(message("library_no_zip", name=name), message("library_by_hand"))
    return content
