"""German: laws, nulls and notes of tests."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    # Laws.
    "law_normal": "normal",
    "law_t": "t({df})",
    "law_t_approximate": "t({df}), genähert",
    "law_t_unknown": "t",
    "law_f": "F({n}, {m})",
    "law_f_approximate": "F({n}, {m}), genähert",
    "law_f_unknown": "F",
    "law_binomial": "Binomial({n}, 1/2)",
    "law_binomial_unknown": "Binomial",
    "law_signed_rank": "Vorzeichenränge",
    "law_signed_rank_exact": "Vorzeichenränge, exakt",
    "law_stretch_maxima": "größte Tage von {count} Strecken",
    "law_stretches": "{count} Strecken",
    "law_rank_unknown": "Rang",
    "law_composed": "{count} Fenster aus {days} Tagen",
    "law_pooled": "{count} Fenster aller Paare",
    "law_all_days": "alle Tage",
    "law_permutation": "Permutation, {draws} Ziehungen",
    "law_bootstrap": "Bootstrap, {draws} Ziehungen",
    "law_resampled_dates": "gezogene Tage, {draws} Ziehungen",
    # Null hypotheses; the sign is that of the alternative.
    "null_every_day": "AR jedes Tags {sign} 0",
    "null_car": "CAR {sign} 0",
    "null_mean_car": "Mittelwert der CAR {sign} 0",
    "null_mean_scar": "Mittelwert der SCAR {sign} 0",
    "null_mean_conditional_car": "Mittelwert von CAR/√Σh {sign} 0",
    "null_median_car": "Median der CAR {sign} 0",
    "null_median_ar": "Median der AR {sign} 0",
    "null_portfolio_car": "CAR des Portfolios {sign} 0",
    "null_every_car": "jede CAR = 0",
    "null_car_outside": "CAR außerhalb von ±{margin:share} %",
    "null_mean_car_outside": "mittlere CAR außerhalb von ±{margin:share} %",
    "null_share_positive": "Anteil positiver CARs wie im Schätzfenster",
    # Why a study gets a test that it does not name.
    "default_one_date": "Vorgabe: alle Paare haben denselben Tag 0, also hängen sie zusammen",
    "default_several": ("Vorgabe: zählt jedes Paar von Ereignissen mit den Tagen und der Korrelation, die es teilt"),
    "default_many_dates": "Vorgabe: Paare eines Tages hängen zusammen, und es gibt genug Tage",
    # Why a statistic is missing, or what to beware of.
    "single_days_only": (
        "liest einzelne Tage, über die Renditen von Handel zu Handel reichen können: 'missing: drop' schreiben"
    ),
    "too_many_to_look_at_together": "mehr als {most} Paare haben eine CAR: sie werden nicht gemeinsam betrachtet",
    "too_few_ordinary_days": "kein gewöhnliches Fenster für einen Rang",
    "too_few_for_interval": "{n} gewöhnliche Fenster sind zu wenige für ein Intervall auf diesem Niveau",
    "too_few_days_for_stretch": "zu wenige Schätztage für eine Strecke",
    "stretches_overlap": (
        "{n} Schätztage sind wenig für {length} Ereignistage: Strecken überlappen, daher ist p zu klein (bei 5 % "
        "werden 6,0 bis 6,5 % der wahren Nullhypothesen verworfen, mit wirklichen Renditen bis 8,5 %)"
    ),
    "candidates_overlap": (
        "{n} mögliche Tage: ein extremer Tag steht in so vielen Strecken, daher ist p zu klein (mit zehn Tagen "
        "werden bei 5 % 8,5 % der wahren Nullhypothesen verworfen)"
    ),
    "days_have_their_own_variance": (
        "das Modell gibt jedem Ereignistag eine eigene Varianz: kein Rang unter früheren Tagen"
    ),
    "variance_not_positive": "die geschätzte Varianz ist nicht positiv",
    "one_firm_event": "ein einzelnes Ereignis hat keinen Querschnitt",
    "one_firm_event_no_deviation": "ein einzelnes Ereignis hat keine Streuung im Querschnitt",
    "values_equal": "alle Werte sind gleich: keine Varianz zum Vergleich",
    "values_but_one_equal": "alle Werte bis auf einen sind gleich: keine Varianz zum Vergleich",
    "too_few_to_leave_one_out": "eines wegzulassen braucht mindestens drei Ereignisse",
    "too_few_for_skewness": "die Schiefe braucht mindestens drei Ereignisse",
    "too_few_degrees_of_freedom": "ein Ereignis hat weniger als drei Freiheitsgrade",
    "portfolio_does_not_vary": "die abnormalen Renditen des Portfolios schwanken nicht",
    "model_forecasts_no_variance": (
        "das Modell sagt keine Varianz voraus, andere tun es: 'model:' und eines von {models} schreiben"
    ),
    "not_one_date": "Tag 0 ist nicht überall derselbe; dieser Test gilt für einen gemeinsamen Tag",
    "residual_correlation": "mittlere Korrelation der Residuen {r:.4f} über {pairs} Paare",
    "kpp_is_kp": "hier kp: ein Tag, mittlere Korrelation der CARs {q:.4f}",
    "kpp_is_bmp": "hier bmp: keine Fenster überschneiden sich, mittlere Korrelation der CARs {q:.4f}",
    "kpp_is_between": (
        "zwischen bmp und kp: {overlapping} von {all} Paaren überschneiden sich, mittlere Korrelation der CARs {q:.4f}"
    ),
    "no_correction_exists": "{what}: eine Korrektur gibt es nicht",
    "too_many_windows_overlap": "mehr Paare von Fenstern überschneiden sich, als {most:count} Ereignisse haben",
    "too_many_on_one_date": "mehr als {most:count} Ereignisse an einem Tag: zu viele Paare",
    "too_few_common_days": "Fenster überschneiden sich, aber kein Paar hat genug gemeinsame Schätztage",
    "crude_off_one_date": (
        "Tag 0 ist nicht überall derselbe: mit Daten in einer Woche werden bei 5 % 8 bis 15 % der wahren "
        "Nullhypothesen verworfen, siehe kpp"
    ),
    "ranks_of_overlapping_dates": (
        "Fenster verschiedener Daten überlappen: mit Daten in einer Woche werden bei 5 % 7 bis 19 % der wahren "
        "Nullhypothesen verworfen, siehe kpp"
    ),
    "one_rank_cannot_reject": "ein Rang eines Tages kann für 5 % nicht extrem genug sein: siehe sq",
    "few_for_law": "{n} Ereignisse sind wenig für diese Verteilung: der Test verwirft zu oft",
    "few_for_normal_law": "{n} Ereignisse sind wenig für die Normalverteilung",
    "few_to_resample": "{n} Ereignisse sind wenig zum Ziehen von Stichproben",
    "few_dates_to_resample": "Tage zum Ziehen von Stichproben: {n}, nötig sind mindestens {least}",
    "dates_have_one_mean": "alle Tage haben denselben Mittelwert: keine Varianz zum Vergleich",
    "windows_of_dates_overlap": (
        "Fenster verschiedener Tage überschneiden sich, die Tage sind nicht unabhängig: siehe kpp"
    ),
    "zeros_left_out": "{n} CARs von 0 weggelassen",
    "all_zero": "alle CARs sind 0",
    "one_sign_before": "die abnormalen Renditen des Schätzfensters haben nur ein Vorzeichen",
    "returns_equal": "alle abnormalen Renditen sind gleich",
    "returns_of_day_equal": "die standardisierten abnormalen Renditen eines Tags sind alle gleich",
    "standardised_cars_equal": "alle standardisierten CARs sind gleich",
    "rank_too_extreme": "der Rang des Ereignisses ist zu extrem für so viele Tage",
    "days_of_all_too_few": "{n} Schätztage, die alle Titel haben, sind zu wenig, nötig sind {least}",
    "too_many_assets": "{n} Titel sind zu viele für {days} Schätztage, die alle haben",
    "assets_are_copies": "die Residuen einiger Titel sind Kopien voneinander",
    "compat_convention": "compat {name}: Schritte von {program}, nicht die dieses Programms",
    # Of a group.
    "difference_correlations": (
        "mittlere Korrelation der CARs {a:.4f} und {b:.4f} innerhalb der Gruppen, {between:.4f} zwischen ihnen"
    ),
    "group_of_one": "eine Gruppe aus einem Ereignis hat keine Streuung",
    "mean_without_error": "der Mittelwert hat keinen Standardfehler: zu viele Paare, oder keine gemeinsamen Tage",
    "too_many_to_compare": "zu viele Paare von Fenstern überschneiden sich",
    "ranks_as_if_independent": "ordnet die Ereignisse, als wären sie unabhängig, obwohl sich Fenster überschneiden",
    "too_many_for_each_pair": "mehr als {most} Ereignisse: ihre Paare werden nicht einzeln angesehen",
    "interval_holds_zero": "das Intervall der mittleren CAR enthält 0, doch dieser Test der SCARs verwirft",
    "interval_lacks_zero": "das Intervall der mittleren CAR lässt 0 aus, doch dieser Test der SCARs verwirft nicht",
    "signs_differ": "die Ereignisse lassen verschiedene Vorzeichen erwarten, der Mittelwert vermischt sie",
    "times_expected_sign": "jede CAR mal dem Vorzeichen, das von ihr erwartet wurde",
    "unsigned_left_out": "{n} Paare ohne erwartetes Vorzeichen fehlen",
    "endogenous": "endogen: die Rendite selbst ist das Ereignis, das ist also kein Beleg",
}
