"""What each test is, in a German sentence; its formula and sources stay in the words of the code."""

from __future__ import annotations

__all__ = ["TITLES"]

TITLES = {
    "t": "t-Test eines einzelnen Titels: CAR durch ihren Standardfehler samt Vorhersagefehler.",
    "sq": "Stichproben-Quantil: Rang der CAR unter allen ebenso langen Strecken des Schätzfensters.",
    "permutation": "Permutation: Rang der CAR unter zufälligen Auswahlen von Tagen.",
    "hac": "t-Test mit einer Varianz, die Autokorrelation zulässt (Newey, West).",
    "cs_t": "t-Test im Querschnitt: mittlere CAR durch ihre Streuung über die Titel.",
    "crude": "Mittlere CAR durch die Streuung des Portfolios im Schätzfenster.",
    "patell": "Patells Test: Summe der standardisierten CARs; verwirft zu oft, wenn am Ereignis die Varianz steigt.",
    "adj_patell": "Patells Test, berichtigt um die Korrelation der Titel an einem Tag.",
    "bmp": "Standardisierter Test im Querschnitt; lässt am Ereignis mehr Varianz zu.",
    "kp": "Der standardisierte Test, berichtigt um die Korrelation der Titel an einem gemeinsamen Tag.",
    "kpp": "Der standardisierte Test, berichtigt um Fenster, die sich zum Teil überschneiden.",
    "skew_t": "t-Test, berichtigt um die Schiefe der CARs, mit gezogenen Stichproben.",
    "rank": "Rangtest: Rang der abnormalen Renditen der Ereignistage unter allen Tagen.",
    "rank_z": "Rangtest, der fehlende Tage und mehr Varianz am Ereignis zulässt.",
    "grank_t": "Verallgemeinerter Rangtest: Rang der standardisierten CAR, t-verteilt.",
    "grank_z": "Verallgemeinerter Rangtest: Rang der standardisierten CAR, normalverteilt.",
    "sign": "Vorzeichentest: Anteil positiver CARs gegen die Hälfte.",
    "gen_sign": "Vorzeichentest gegen den Anteil positiver Tage im Schätzfenster.",
    "wilcoxon": "Vorzeichen-Rang-Test der CARs.",
    "jackknife": "Der standardisierte Mittelwert, jeden Titel einmal weggelassen.",
    "savickas": "Test mit einer Varianz, die sich von Tag zu Tag ändert (Savickas).",
    "bootstrap": "Stichproben ganzer Tage, mit Zurücklegen gezogen.",
    "wild": "Stichproben, in denen ganze Tage ihr Vorzeichen wechseln.",
    "mvrm": "Gemeinsamer F-Test, dass jede CAR null ist, für Titel mit demselben Tag.",
    "portfolio_t": "t-Test eines gleich gewichteten Portfolios der Titel des Ereignisses.",
}
"""By the name of the registries."""
