"""Sheets as LaTeX with booktabs; text of the study is never a command."""

from __future__ import annotations

import re

from eventstudy.tables.export.sheet import Cell, Sheet, Value
from eventstudy.text.language import ENGLISH, Language
from eventstudy.text.numbers import inert

__all__ = ["latex", "latex_text"]

LONG = 45
"""Rows above which a table must be able to run over pages."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "−": r"$-$",
    "–": r"\textendash{}",
    "…": r"\dots{}",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "σ": r"$\sigma$",
    "²": r"$^{2}$",
}
"""Characters that mean something to LaTeX, or that its fonts lack; brackets and stars are never options."""

LIGATURE = re.compile(r"([-',])(?=\1)")
"""Two of these in a row would become another character."""


def latex_text(text: str) -> str:
    """Text that LaTeX prints as it stands."""
    return LIGATURE.sub(r"\1{}", "".join(SPECIAL.get(c, c) for c in inert(text)))


def latex(sheet: Sheet, language: Language = ENGLISH) -> str:
    r"""Table as LaTeX; needs the packages booktabs, and longtable where it is long.

    Parameters
    ----------
    sheet : Sheet
    language : Language
        Of its numbers.

    Returns
    -------
    str
        A `table` with a `tabular`, or a `longtable` from 46 rows on, to be read by `\input`.
    """
    long = len(sheet.rows) > LONG
    columns = "l" * sheet.text_columns + "r" * (len(sheet.header) - sheet.text_columns)
    head = " & ".join(latex_text(name) for name in sheet.headings) + r" \\"
    body = []
    for i, row in enumerate(sheet.rows):
        if i in sheet.rules:
            body.append(r"\addlinespace")
        body.append(" & ".join(_cell(cell, language) for cell in row) + r" \\")
    notes = " ".join(latex_text(note) for note in sheet.notes)
    caption = rf"\caption{{{latex_text(sheet.title)}}}\label{{tab:{sheet.name.replace('_', '-')}}}"
    note = [rf"\multicolumn{{{len(sheet.header)}}}{{p{{0.95\linewidth}}}}{{\footnotesize {notes}}} \\"] if notes else []
    if long:
        top = [rf"\begin{{longtable}}{{{columns}}}", caption + r" \\", r"\toprule", head, r"\midrule", r"\endhead"]
        lines = [*top, *body, r"\bottomrule", *note, r"\end{longtable}"]
    else:
        top = [
            r"\begin{table}",
            r"\centering",
            caption,
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            head,
            r"\midrule",
        ]
        lines = [*top, *body, r"\bottomrule", *note, r"\end{tabular}", r"\end{table}"]
    return "\n".join(["% Needs the packages booktabs and longtable.", *lines, ""])


def _cell(cell: Cell, language: Language) -> str:
    return latex_text(cell.text(language) if isinstance(cell, Value) else cell)
