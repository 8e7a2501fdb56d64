"""German: what models say of themselves."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "model_not_estimated": "das Modell „{model}“ lässt sich nicht schätzen: {why}",
    "regressors_not_identified": "die Regressoren sind kollinear oder schwanken nicht",
    "too_few_days_for_model": "weniger Schätztage, als es braucht",
    "too_few_days_or_flat_returns": "weniger als drei Schätztage, oder Renditen, die nicht schwanken",
    "residuals_do_not_vary": "die Residuen schwanken nicht",
    "market_autocorrelation_leaves_no_beta": "1 + 2ρ ist nicht positiv, ρ die Autokorrelation des Markts",
    "half_of_residuals_zero": "mehr als die Hälfte der Residuen ist 0",
    "huber_did_not_converge": "Hubers Schätzer konvergierte in {steps} Schritten nicht",
    "search_did_not_converge": "{process} konvergierte nicht: {why}",
    "no_maximum": "kein Start endet in einem Maximum der Likelihood",
    "maximum_not_the_highest": "ein Start neben dem Maximum der Likelihood endet höher",
    "maximum_found_once": "kein zweiter Start endet in demselben Maximum der Likelihood",
    "maxima_that_differ": "zwei Starts enden in verschiedenen Maxima der Likelihood, die gleich gut passen",
    "no_stationary_variance": "es fand sich keine stationäre Varianz",
    "model_looks_ahead": "{model}: abnormale Renditen nutzen Marktrenditen bis zu {n} Handelstage nach dem Tag",
    "alphas_in_calendar_time": "{model}: die Alphas der Portfolios stehen in der Tabelle calendar_time",
    "too_few_days_for_portfolio": (
        "{n} Tage mit einem Titel in seinem Fenster sind zu wenig für eine Regression mit {k} Koeffizienten"
    ),
    "portfolio_collinear": "die Regressoren sind kollinear",
    "few_days_for_portfolio": "{n} Tage sind wenig: der Standardfehler ist zu klein und p nur ein Hinweis",
    "no_such_model": "ein solches Modell gibt es nicht",
    "no_model_of_this_name": "ein Modell „{model}“ gibt es nicht",
    "model_without_option": "das Modell „{model}“ hat keine Option „{option}“",
    "delete_option": "sie löschen",
    "model_of_simple_returns": "das Modell „{model}“ gilt für einfache Renditen",
    "write_simple_returns": "„returns: simple“ schreiben",
    "model_without_factor_file": "das Modell „{model}“ braucht Renditen von Faktoren",
    "add_factor_file": "„factors: {example}“ mit Frenchs Spalten hinzufügen, oder eigene Spalten für „{model}“",
    "model_without_factors": "das Modell „{model}“ nennt keine Faktoren",
    "add_factors": "unter „factors:“ „columns: [SMB, HML]“ hinzufügen",
    "model_without_controls": "das Modell „{model}“ nennt keine Vergleichstitel",
    "add_controls": "ihm „columns: [TICKER, TICKER]“ geben",
    "model_needs_package": "dieses Modell braucht das Paket „{package}“",
    "install_extra": "das Extra installieren: {command}",
    "model_forecasts_from_before": (
        "das Modell „{model}“ sagt aus dem Schätzfenster vorher, und das liegt nach dem Ereignis"
    ),
    "move_before_event": "es vor das Ereignisfenster legen",
    "no_such_factor": "die Faktoren haben keine Spalte „{column}“",
    "factors_there": "sie haben {columns}",
    "model_needs_market": "das Modell „{model}“ braucht einen Markt, und dieser Titel hat keinen",
    "model_needs_market_of": "das Modell „{model}“ braucht einen Markt, und {ticker} hat keinen",
    "add_market": "hier oder unter „defaults:“ „market: ^GSPC“ hinzufügen",
    "model_not_over_gaps": "das Modell „{model}“ kennt keine Renditen von Handel zu Handel",
    "choose_model_over_gaps": "„model: {model}“ schreiben (Modelle damit: {models}), oder „missing: drop“",
    "model_without_market_line": "das Modell „{model}“ zeichnet keine Gerade gegen einen Markt",
    "choose_model": "das Modell „{model}“ wählen",
}
