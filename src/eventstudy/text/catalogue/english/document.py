"""English: the document to hand over."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "pdf_needs_weasyprint": "a PDF needs the package 'weasyprint'",
    "install_pdf_extra": "install the extra: pip install 'market-eventstudy[pdf]', or leave out --pdf",
    "pdf_needs_libraries": "a PDF needs libraries of the system that are not there: {why}",
    "install_pango": (
        "on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; elsewhere install "
        "Pango, or leave out --pdf"
    ),
    "document.kind": "Event study",
    "document.dated": "Prices up to {last}",
    "document.page": "Page",
    "document.of": "of",
    "document.fact.data": "Prices up to",
    "document.fact.studied": "Studied",
    "document.fact.model": "How",
    "document.fact.level": "How sure",
    "document.level.is": "Tests at {level:share} %, intervals of {coverage:share} %.",
    "document.answer": "What was found",
    "document.claims": "What was claimed",
    "document.claims.caption": "Claims against prices: returns from the close before",
    "document.claims.claim": "asset",
    "document.claims.claimed": "claimed",
    "document.claims.close": "close",
    "document.claims.low": "day's low",
    "document.claims.high": "day's high",
    "document.claims.abnormal": "abnormal",
    "document.claims.verdict": "verdict",
    "document.numbers": "Each event and asset",
    "document.numbers.caption": (
        "Return and abnormal return of day 0, and cumulative abnormal returns (CAR), with {coverage:share} % intervals"
    ),
    "document.abnormal": "abnormal return",
    "document.range": "over other markets",
    "document.between": "{least} to {most} %",
    "document.few_events": (
        "Of {total} events these are the {shown} that the study asks about, that somebody claimed something about, or "
        "with the largest CARs; the table cars has all."
    ),
    "document.how": (
        "An abnormal return is the return less what the model expected of that day; a CAR is its sum over the sessions "
        "of a window, [−1, 1] from the session before day 0 to the session after. Brackets are the {coverage:share} % "
        "interval, in per cent, that the share's own ordinary days give over the volatility of the time. {rank} Bold: "
        "among the most extreme. Over other markets: the least and the largest abnormal return of day 0 over the "
        "markets that the study compares."
    ),
    "document.endogenous": "; the event is the return itself: no evidence",
    "document.no_day0": "no day 0",
    "document.more": "{shown} of {total} are shown; {file} in the result folder has all.",
    "document.groups": "Events together",
    "document.groups.caption": "Mean CARs with {coverage:share} % intervals, and their tests",
    "document.groups.how": (
        "Standard errors count what firm-events share: days, and the correlation of their returns. A p-value says how "
        "often the law beside it gives so extreme a statistic where nothing happened."
    ),
    "document.groups.all": "The group all is every firm-event, all_signed each CAR times the sign that was expected.",
    "document.assets_of": "Assets of: {title}",
    "document.reading": "What could change the reading",
    "document.reading.what": (
        "An event study shows that a price moved by more than its market explains. That the event is the reason is a "
        "conclusion from what else is known of these days; what follows bears on it."
    ),
    "document.reading.one_date": (
        "Several assets on one date are one observation of that date: tests across them say whether they moved "
        "abnormally together, not whether this news moved them."
    ),
    "document.dropped": "Left out, {asset}: {reason}.",
    "document.money": "In money, at the market value of the close before the window: {line}.",
    "document.markets": "CAR {window} against other markets, with standard errors",
    "document.with_error": "{car} (se {se})",
    "document.lag_and_lead": "*",
    "document.markets.how": (
        "* With the market's return of the session before and after, because it closes at another hour. A market "
        "without an asset is one that the asset is no part of: an index with a weight in it moves with it."
    ),
    "document.shared_days": "Events whose CAR windows touch, their days shared out: {span}",
    "document.windows": "Windows and models",
    "document.windows.caption": (
        "Calendar dates of the estimation window {estimation} and the event window {event} of every asset, first and "
        "last session, and the model estimated in the first"
    ),
    "document.windows.asset": "asset",
    "document.windows.exchange": "exchange",
    "document.windows.day0": "day 0",
    "document.windows.estimation": "estimation window",
    "document.windows.days": "returns",
    "document.windows.event": "event window",
    "document.windows.market": "market",
    "document.windows.beta": "β",
    "document.windows.sigma": "σ a day",
    "document.windows.r_squared": "R²",
    "document.data": "Data",
    "document.data.caption": "Price series; the hash is that of dates, prices and dividends",
    "document.data.series": "series",
    "document.data.source": "source",
    "document.data.first": "first",
    "document.data.last": "last",
    "document.data.rows": "rows",
    "document.data.currency": "currency",
    "document.data.factors": "Factors {columns}, {first} to {last}, vintage {vintage}, SHA-256 {sha256}.",
    "document.data.found": "{ticker}, {severity}: {finding}",
    "document.data.clean": "The audit of the prices found nothing.",
    "document.data.days": "{span}, {n} days",
    "document.methods": "Method",
    "document.versions": "Computed by eventstudy {version} with Python {python}; {packages}.",
    "document.again": (
        "The same study file, prices and versions give the same numbers and this document byte by byte. eventstudy "
        "verify tells whether the result folder is as it was written; provenance.json in it has the study as it was "
        "read."
    ),
    "document.charts": "Charts of the study and of: {title}",
    "document.seen": "seen with 80 %",
    "document.groups.seen": "Seen with 80 %: the mean CAR that the test would have found in eight of ten such studies.",
    "document.margin": "Whether effects can be told to be smaller than {margin}",
    "document.margin.estimate": "estimate",
    "document.margin.how": (
        "Two one-sided tests: at most the level where the estimate, with the interval that belongs to them, lies "
        "inside the margin. A p-value above the level of the tests before says nothing of how small an effect is."
    ),
    "document.claims.sources": "Where the claims stand: {sources}.",
    "document.source": "source {source}",
}
