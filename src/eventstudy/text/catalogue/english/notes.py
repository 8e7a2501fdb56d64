"""English: notes of a study and of its analyses."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "because": "{what}: {why}",
    "quoted": "{what}, {text}",
    "overlaps_of_estimation_unlisted": "overlaps of estimation windows are not listed: there are too many",
    "overlaps_unlisted": "the table of overlaps lists {listed:count} of {all:count} overlapping pairs",
    "clusters_not_shared_out": "days are shared out within the first {most} of {number:count} clusters of events",
    "cluster_model_missing": "its model cannot be estimated before the first event of the cluster",
    "cluster_return_missing": "a return is missing",
    "benchmark_without_prices": "no prices for the benchmark {ticker}: {why}",
    "benchmark_at_another_hour": (
        "closes at another hour than the asset, so this beta of the same day is too small: compare the row of {model}"
    ),
    "benchmark_with_leads": "one lag and one lead: uses the market's return of the session after each day",
    "benchmark_not_estimated": "no return of the asset or of {market} on some day, or too few to estimate from",
    "own_market": "its market",
    "daily_tables_cut": (
        "tables by day hold {held:count} of {all:count} firm-events; --daily (Python: daily=True) tabulates all"
    ),
    "means_without_error": (
        "groups whose means by day have no standard error: {n:count} (too many firm-events, or no common days)"
    ),
}
