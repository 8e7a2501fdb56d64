"""German: words, and the sentences of the story."""

from __future__ import annotations

__all__ = ["TEXTS"]

WORDS = {
    "and": "und",
    "rank": "Rang",
}

STORY = {
    "story.on": "Am {date} {moves}",
    "story.then": "; am {date} {moves}",
    "story.fell": "{name} fiel um {size}",
    "story.rose": "{name} stieg um {size}",
    "story.fell.inverted": "fiel {name} um {size}",
    "story.rose.inverted": "stieg {name} um {size}",
    "story.by": "{name} um {size}",
    "story.flat": "{name} blieb unverändert",
    "story.flat.inverted": "blieb {name} unverändert",
    "story.many": (
        "Am {date} fielen {fell} von {n} Titeln, {rose} stiegen; am stärksten bewegte sich {name} mit {size}."
    ),
    "story.beyond": "Nach Abzug {what} beträgt die abnormale Rendite {list}.",
    "story.beyond.first": "{value} bei {name} ({coverage:share}-%-Intervall {low} bis {high}{over})",
    "story.beyond.more": "{value} bei {name} ({low} bis {high}{over})",
    "story.over": "{least} bis {most} über {n} Märkte",
    "story.over.without": "{least} bis {most} über {n} Märkte, mit und ohne {name} darin",
    "story.beyond.many": (
        "Nach Abzug {what} beträgt die abnormale Rendite im Mittel {mean}, am meisten bei {name}: {value} "
        "({coverage:share}-%-Intervall {low} bis {high}{over})."
    ),
    "story.among.two-sided": (
        "An der Schwankung der jeweiligen Zeit gemessen gab es eine so große abnormale Rendite {list}"
    ),
    "story.among.greater": (
        "An der Schwankung der jeweiligen Zeit gemessen gab es eine so hohe abnormale Rendite {list}"
    ),
    "story.among.less": (
        "An der Schwankung der jeweiligen Zeit gemessen gab es eine so niedrige abnormale Rendite {list}"
    ),
    "story.among.one": "{rank} bei {names}",
    "story.among.many": (
        "{n} der {total} abnormalen Renditen gehören zu den äußersten {level:share} % der gewöhnlichen Tage "
        "ihres Titels, wie jeder {days}. gewöhnliche Tag."
    ),
    "story.rare.all": ": damit unter den äußersten {level:share} % der Tage.",
    "story.rare.none": ": damit nicht unter den äußersten {level:share} % der Tage.",
    "story.rare.some": ": nur bei {names} unter den äußersten {level:share} % der Tage.",
    "story.seen": " Eine abnormale Rendite von {list} hätte mit 80 % Wahrscheinlichkeit dazugehört.",
    "story.seen.alone": (
        "Mit 80 % Wahrscheinlichkeit hätte eine abnormale Rendite von {list} zu den äußersten {level:share} % der Tage "
        "gehört."
    ),
    "story.seen.one": "{size} bei {name}",
    "story.seen.many": " Bei der Hälfte der übrigen hätten {size} mit 80 % Wahrscheinlichkeit genügt.",
    "seen.two-sided": "±{size}",
    "seen.greater": "+{size}",
    "seen.less": "−{size}",
    "story.car": "CAR {window}: {list}.",
    "story.car.one": "{value} bei {name}, so extrem {rank}",
    "rank.days.none": "an keinem von {n} gewöhnlichen Tagen",
    "rank.days.some": "an {k} von {n} gewöhnlichen Tagen",
    "rank.stretches.none": "in keinem von {n} gewöhnlichen Zeiträumen von {length} Tagen",
    "rank.stretches.some": "in {k} von {n} gewöhnlichen Zeiträumen von {length} Tagen",
    "rank.composed.none": "in keinem von {n} Fenstern von {length} Tagen aus eigenen gewöhnlichen Tagen",
    "rank.composed.some": "in {k} von {n} Fenstern von {length} Tagen aus eigenen gewöhnlichen Tagen",
    "rank.pooled": " aller Titel zusammen",
    "rank.what": (
        "Rang k/n: von n gewöhnlichen Tagen waren k mindestens so extrem, gemessen an der Schwankung ihrer Zeit; bei "
        "einer CAR von ebenso langen Zeiträumen oder von Fenstern aus einzelnen Tagen. Es sind die Tage des "
        "Schätzfensters oder, wo davon mehr so extrem waren, die Tage fern aller Ereignisse des Titels."
    ),
    "rank.cell": "{k}/{n}",
    "story.endogenous": (
        "Das Ereignis ist die Rendite selbst: Ihre Größe beweist nichts, und sie geht in keinen Mittelwert ein."
    ),
    "range.between": "Es geschah zwischen dem {first} und dem {last}, niemand weiß, an welchem Tag.",
    "range.on": "An welchem Tag auch immer es geschah, der erste mögliche Handelstag ist der {first}.",
    "range.largest": "Die äußerste abnormale Rendite dieser Tage ist {list}{more}.",
    "range.one": "{value} bei {name} am {date}",
    "range.one.ranked": "{value} bei {name} am {date}, so extrem {rank}",
    "range.more": "; {n} weitere Titel bewegten sich weniger",
    "story.none": "Für dieses Ereignis ließ sich nichts berechnen: {reasons}.",
    "story.no_day0": "Das Ereignisfenster enthält Tag 0 nicht; die CARs stehen unten.",
    "what.market": "der Marktbewegung",
    "what.mean": "der üblichen Tagesrendite",
    "what.factors": "der Bewegung der Faktoren",
    "what.portfolio": "der Bewegung des Vergleichsportfolios",
    "lead.counts": (
        "{events} Ereignisse, {total} Paare aus Titel und Ereignis: {done} berechnet, {dropped} ausgeschieden."
    ),
    "lead.shown": "Einzelne Paare sind von {shown} Ereignissen gezeigt.",
    "moved.asked": (
        "Gefragt ist nach: {title}. An der Schwankung der jeweiligen Zeit gemessen war die CAR {window} eines seiner "
        "Titel {rank} so groß wie hier die größte{verdict}"
    ),
    "moved.days": "an {k} von {n} gewöhnlichen Tagen",
    "moved.stretches": "in {k} von {n} ebenso langen gewöhnlichen Zeiträumen",
    "moved.composed": "in {k} von {n} Fenstern aus gewöhnlichen Tagen",
    "moved.none": (
        "Zusammen betrachtet hebt sich keine der {n} CARs {window} von großen Bewegungen gewöhnlicher Tage ab: weder "
        "wenn {level:share} % der genannten falsch sein dürfen, noch wenn keine falsche darunter sein soll."
    ),
    "moved.some": (
        "Zusammen betrachtet heben sich {found} der {n} CARs {window} ab, wenn {level:share} % der genannten falsch "
        "sein dürfen: {names}{more}; {strict}, wenn keine falsche darunter sein soll."
    ),
    "moved.one": (
        "Zusammen betrachtet hebt sich eine der {n} CARs {window} ab, wenn {level:share} % der genannten falsch sein "
        "dürfen: {names}; {strict}, wenn keine falsche darunter sein soll."
    ),
    "moved.seen": (
        " Bewegungen von im Mittel {size}, bei jedem Titel nach seiner Schwankung, hätten mit 80 % Wahrscheinlichkeit "
        "dazugehört."
    ),
    "moved.none.seen": " Eine einzelne CAR von {size} hätte sich mit 80 % Wahrscheinlichkeit bei der Hälfte abgehoben.",
    "moved.more": " und {n} weitere",
    "lead.largest_days": (
        "An Tag 0 gehören {n} von {total} abnormalen Renditen zu den äußersten {level:share} % der gewöhnlichen Tage "
        "ihres Titels, wie jeder {days}. gewöhnliche Tag."
    ),
    "lead.largest": "Die größte ist {value}, {name} am {date} ({title}){over}.",
    "lead.all": (
        "Über alle Paare beträgt die mittlere CAR {window} {mean}, die mittelste {median}; {positive} sind positiv."
    ),
    "lead.signed": (
        "In der je erwarteten Richtung beträgt die mittlere CAR {window} {mean}, die mittelste {median}; {positive} "
        "sind positiv."
    ),
    "lead.not_told": (
        " Der Test {test} unterscheidet das nicht von null; einen Mittelwert von {size} hätte er mit 80 % "
        "Wahrscheinlichkeit unterschieden."
    ),
    "lead.difference": "Die mittlere CAR {window} von {a} abzüglich der von {b} beträgt {value}.",
    "equivalent.mean": (
        "Die mittlere CAR {window} ist innerhalb von ±{margin} gleichwertig mit null ({coverage:share}-%-Intervall "
        "{low} bis {high})."
    ),
    "equivalent.signed": (
        "In der je erwarteten Richtung ist die mittlere CAR {window} innerhalb von ±{margin} gleichwertig mit null "
        "({coverage:share}-%-Intervall {low} bis {high})."
    ),
    "equivalent.car": (
        "Die CAR {window} von {name} ({event}) ist innerhalb von ±{margin} gleichwertig mit null "
        "({coverage:share}-%-Intervall {low} bis {high})."
    ),
    "not_equivalent.mean": (
        "Dass die mittlere CAR {window} kleiner als ±{margin} ist, ist nicht gezeigt ({coverage:share}-%-Intervall "
        "{low} bis {high})."
    ),
    "not_equivalent.signed": (
        "Dass die mittlere CAR {window} in der je erwarteten Richtung kleiner als ±{margin} ist, ist nicht gezeigt "
        "({coverage:share}-%-Intervall {low} bis {high})."
    ),
    "not_equivalent.car": (
        "Dass die CAR {window} von {name} ({event}) kleiner als ±{margin} ist, ist nicht gezeigt "
        "({coverage:share}-%-Intervall {low} bis {high})."
    ),
    "lead.claims": "Behauptungen über Kurse: {list}.",
    "lead.claims.one": "{n} {verdict}",
}

TEXTS = WORDS | STORY
