"""English: what models say of themselves."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "model_not_estimated": "the model '{model}' cannot be estimated: {why}",
    "regressors_not_identified": "its regressors are collinear or do not vary",
    "too_few_days_for_model": "fewer estimation days than it needs",
    "too_few_days_or_flat_returns": "fewer than three estimation days, or returns that do not vary",
    "residuals_do_not_vary": "its residuals do not vary",
    "market_autocorrelation_leaves_no_beta": "1 + 2ρ of its market's autocorrelation ρ is not positive",
    "half_of_residuals_zero": "more than half of its residuals are 0",
    "huber_did_not_converge": "Huber's estimator did not converge in {steps} steps",
    "search_did_not_converge": "{process} did not converge: {why}",
    "no_maximum": "no start ends in a maximum of the likelihood",
    "maximum_not_the_highest": "a start beside the maximum of the likelihood ends higher",
    "maximum_found_once": "no second start ends in the same maximum of the likelihood",
    "maxima_that_differ": "two starts end in different maxima of the likelihood that fit equally well",
    "no_stationary_variance": "it found no stationary variance",
    "model_looks_ahead": "{model}: abnormal returns use market returns of up to {n} session(s) after the day",
    "alphas_in_calendar_time": "{model}: alphas of the portfolios are in the table calendar_time",
    "too_few_days_for_portfolio": (
        "{n} days with a firm in its window are too few for a regression with {k} coefficients"
    ),
    "portfolio_collinear": "the regressors are collinear",
    "few_days_for_portfolio": "{n} days are few: the standard error is too small and p only a hint",
    "no_such_model": "there is no such model",
    "no_model_of_this_name": "there is no model '{model}'",
    "model_without_option": "the model '{model}' has no option '{option}'",
    "delete_option": "delete it",
    "model_of_simple_returns": "the model '{model}' is one of simple returns",
    "write_simple_returns": "write 'returns: simple'",
    "model_without_factor_file": "the model '{model}' needs factor returns",
    "add_factor_file": "add 'factors: {example}' with French's columns, or columns of your own for '{model}'",
    "model_without_factors": "the model '{model}' names no factors",
    "add_factors": "add 'columns: [SMB, HML]' to 'factors:'",
    "model_without_controls": "the model '{model}' names no controls",
    "add_controls": "add 'columns: [TICKER, TICKER]' to it",
    "model_needs_package": "this model needs the package '{package}'",
    "install_extra": "install the extra: {command}",
    "model_forecasts_from_before": (
        "the model '{model}' forecasts from the estimation window, which lies after the event"
    ),
    "move_before_event": "move it before the event window",
    "no_such_factor": "the factors have no column '{column}'",
    "factors_there": "they have {columns}",
    "model_needs_market": "the model '{model}' needs a market and this asset has none",
    "model_needs_market_of": "the model '{model}' needs a market and {ticker} has none",
    "add_market": "add 'market: ^GSPC' here, or under 'defaults:'",
    "model_not_over_gaps": "the model '{model}' has no returns from trade to trade",
    "choose_model_over_gaps": "write 'model: {model}' (models with them: {models}), or 'missing: drop'",
    "model_without_market_line": "the model '{model}' draws no line against a market",
    "choose_model": "choose the model '{model}'",
}
