"""A source of another package: a folder with one table for each ticker."""

import pandas as pd

from eventstudy.errors import UnknownSymbol
from eventstudy.messages import message
from eventstudy.prices import PATH, Fetched, PriceSeries, Source
from eventstudy.spec.options import Option

SUFFIX = Option("suffix", str, ".csv", {"en": "Ending of the files' names.", "de": "Endung der Dateinamen."})


def load(request):
    """Read files with columns date and close, each named after its ticker."""
    suffix = request.options["suffix"]
    folders = [request.folder / path for path in request.options["path"]]
    series, failures = {}, {}
    for ticker in request.tickers:
        path = next((one / f"{ticker}{suffix}" for one in folders if (one / f"{ticker}{suffix}").is_file()), None)
        if path is None:
            what = message("not_in_folder", name=f"{ticker}{suffix}")
            failures[ticker] = UnknownSymbol(what, message("put_into_folder"))
            continue
        rows = pd.read_csv(path, dtype={"date": str})
        days = rows["date"].to_numpy().astype("datetime64[D]")
        series[ticker] = PriceSeries(ticker, days, rows["close"].to_numpy(float), f"file_each: {path.name}").observed()
    return Fetched(series, failures)


FILE_EACH = Source(
    "file_each",
    load,
    {"en": "A folder with one table for each ticker.", "de": "Ein Ordner mit einer Tabelle je Ticker."},
    (PATH, SUFFIX),
    example="prices",
    serves_as_fallback=False,
    texts={
        "not_in_folder": {"en": "there is no file {name} in it", "de": "die Datei {name} fehlt darin"},
        "put_into_folder": {"en": "put it there", "de": "sie dort ablegen"},
    },
)
