"""English: laws, nulls and notes of tests."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    # Laws.
    "law_normal": "normal",
    "law_t": "t({df})",
    "law_t_approximate": "t({df}), approximate",
    "law_t_unknown": "t",
    "law_f": "F({n}, {m})",
    "law_f_approximate": "F({n}, {m}), approximate",
    "law_f_unknown": "F",
    "law_binomial": "binomial({n}, 1/2)",
    "law_binomial_unknown": "binomial",
    "law_signed_rank": "signed rank",
    "law_signed_rank_exact": "signed rank, exact",
    "law_stretch_maxima": "largest days of {count} stretches",
    "law_stretches": "{count} stretches",
    "law_rank_unknown": "rank",
    "law_composed": "{count} windows composed of {days} days",
    "law_pooled": "{count} windows of all firm-events",
    "law_all_days": "all days",
    "law_permutation": "permutation, {draws} draws",
    "law_bootstrap": "bootstrap, {draws} draws",
    "law_resampled_dates": "resampled dates, {draws} draws",
    # Null hypotheses; the sign is that of the alternative.
    "null_every_day": "AR of every day {sign} 0",
    "null_car": "CAR {sign} 0",
    "null_mean_car": "mean CAR {sign} 0",
    "null_mean_scar": "mean SCAR {sign} 0",
    "null_mean_conditional_car": "mean CAR/√Σh {sign} 0",
    "null_median_car": "median CAR {sign} 0",
    "null_median_ar": "median AR {sign} 0",
    "null_portfolio_car": "CAR of the portfolio {sign} 0",
    "null_every_car": "every CAR = 0",
    "null_car_outside": "CAR outside ±{margin:share} %",
    "null_mean_car_outside": "mean CAR outside ±{margin:share} %",
    "null_share_positive": "share of positive CARs as in the estimation window",
    # Why a study gets a test that it does not name.
    "default_one_date": "default: all firm-events share day 0, so they are correlated",
    "default_several": "default: it counts every pair of firm-events for the days and the correlation that they share",
    "default_many_dates": "default: firm-events of one date are correlated, and there are enough dates",
    # Why a statistic is missing, or what to beware of.
    "single_days_only": "reads single days, which returns from trade to trade may span: write 'missing: drop'",
    "too_many_to_look_at_together": "more than {most} firm-events have a CAR: they are not looked at together",
    "too_few_ordinary_days": "no ordinary window to be ranked among",
    "too_few_for_interval": "{n} ordinary windows are too few for an interval at this level",
    "too_few_days_for_stretch": "too few estimation days for one stretch",
    "stretches_overlap": (
        "{n} estimation days are few for {length} event days: stretches overlap, so p comes out too small (6.0 to "
        "6.5 % of true nulls are rejected at 5 %, on real returns up to 8.5 %)"
    ),
    "candidates_overlap": (
        "{n} candidate days: one extreme day stands in as many stretches, so p comes out too small (with ten days "
        "8.5 % of true nulls are rejected at 5 %)"
    ),
    "days_have_their_own_variance": "the model gives each event day a variance of its own: no rank among earlier days",
    "variance_not_positive": "the estimated variance is not positive",
    "one_firm_event": "one firm-event has no cross-section",
    "one_firm_event_no_deviation": "one firm-event has no cross-sectional deviation",
    "values_equal": "all values are equal: no variance to test against",
    "values_but_one_equal": "all values but one are equal: no variance to test against",
    "too_few_to_leave_one_out": "leaving one out takes at least three firm-events",
    "too_few_for_skewness": "skewness takes at least three firm-events",
    "too_few_degrees_of_freedom": "a firm-event has fewer than three degrees of freedom",
    "portfolio_does_not_vary": "the portfolio's abnormal returns do not vary",
    "model_forecasts_no_variance": "the model forecasts no variance, others do: write 'model:' and one of {models}",
    "not_one_date": "day 0 differs among the firm-events; this test is for one common date",
    "residual_correlation": "mean residual correlation {r:.4f} over {pairs} pairs",
    "kpp_is_kp": "kp here: one date, mean correlation of CARs {q:.4f}",
    "kpp_is_bmp": "bmp here: no windows overlap, mean correlation of CARs {q:.4f}",
    "kpp_is_between": "between bmp and kp: {overlapping} of {all} pairs overlap, mean correlation of CARs {q:.4f}",
    "no_correction_exists": "{what}: no correction exists",
    "too_many_windows_overlap": "more pairs of windows overlap than {most:count} firm-events have",
    "too_many_on_one_date": "more than {most:count} firm-events on one date: too many pairs",
    "too_few_common_days": "windows overlap, but no pair has enough common estimation days",
    "crude_off_one_date": (
        "day 0 differs among the firm-events: with dates in one week it rejects 8 to 15 % of true nulls at 5 %, see kpp"
    ),
    "ranks_of_overlapping_dates": (
        "windows of different dates overlap: with dates in one week it rejects 7 to 19 % of true nulls at 5 %, see kpp"
    ),
    "one_rank_cannot_reject": "one rank of one day cannot be extreme enough for 5 %: see sq",
    "few_for_law": "{n} firm-events are few for this law: it over-rejects",
    "few_for_normal_law": "{n} firm-events are few for the normal law",
    "few_to_resample": "{n} firm-events are few to resample",
    "few_dates_to_resample": "event dates to resample: {n}, at least {least} are needed",
    "dates_have_one_mean": "all dates have the same mean: no variance to test against",
    "windows_of_dates_overlap": "windows of different dates overlap, so dates are not independent: see kpp",
    "zeros_left_out": "{n} CARs of 0 left out",
    "all_zero": "all CARs are 0",
    "one_sign_before": "abnormal returns of the estimation window have one sign",
    "returns_equal": "all abnormal returns are equal",
    "returns_of_day_equal": "standardised abnormal returns of a day are all equal",
    "standardised_cars_equal": "all standardised CARs are equal",
    "rank_too_extreme": "the event's rank is too extreme for this many days",
    "days_of_all_too_few": "{n} estimation days that all assets observed are too few, {least} are needed",
    "too_many_assets": "{n} assets are too many for {days} estimation days that all observed",
    "assets_are_copies": "residuals of some assets are copies of each other",
    "compat_convention": "compat {name}: steps of {program}, not this program's own",
    # Of a group.
    "difference_correlations": "mean correlation of CARs {a:.4f} and {b:.4f} in the groups, {between:.4f} between",
    "group_of_one": "a group of one firm-event has no spread",
    "mean_without_error": "the mean has no standard error: too many firm-events, or no common days",
    "too_many_to_compare": "too many pairs of windows overlap",
    "ranks_as_if_independent": "ranks firm-events as if they were independent, though windows overlap",
    "too_many_for_each_pair": "more than {most} firm-events: their pairs are not looked at one by one",
    "interval_holds_zero": "the interval of the mean CAR holds 0, though this test of SCARs rejects",
    "interval_lacks_zero": "the interval of the mean CAR lacks 0, though this test of SCARs does not reject",
    "signs_differ": "its events expect different signs, so its mean mixes them",
    "times_expected_sign": "each CAR times the sign that was expected of it",
    "unsigned_left_out": "{n} firm-events without an expected sign are left out",
    "endogenous": "endogenous: the event is defined by the return itself, so this is no evidence",
}
