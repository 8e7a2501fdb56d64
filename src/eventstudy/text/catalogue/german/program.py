"""German: folders, workers and the command line."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "choose_another_out": "ein anderes --out wählen",
    "is_mount_point": "das ist ein Einhängepunkt, den kein Lauf ersetzen kann",
    "file_not_folder": "das ist eine Datei, kein Ordner",
    "link_not_folder": "das ist eine Verknüpfung, kein Ordner",
    "results_not_written": "die Ergebnisse lassen sich nicht schreiben: {why}",
    "holds_no_results": "dieser Ordner enthält etwas anderes als Ergebnisse",
    "mark_of_another_program": "{mark} in diesem Ordner ist nicht von diesem Programm",
    "folder_you_are_in": "das ist der Ordner, in dem man steht, und ein Lauf ersetzt ihn",
    "choose_folder_in_it": "einen Ordner darin wählen: --out {path}",
    "result_without_files": (
        "Version {version} schrieb dieses Ergebnis und führte seine Dateien nicht auf: sie sehen aus wie eigene"
    ),
    "result_of_another_study": "das ist das Ergebnis einer anderen Studie, {study}",
    "result_of_whole_study": "das ist das Ergebnis der ganzen Studie, und dieser Lauf rechnet einige ihrer Ereignisse",
    "result_of_these_events": (
        "das ist das Ergebnis einiger Ereignisse der Studie, {events}, und dieser Lauf rechnet andere"
    ),
    "own_windows_estimation": "{n} von {all} Paaren haben ein eigenes Schätzfenster; verschiedene: {different}",
    "own_windows_car": (
        "{n} von {all} Paaren haben neben denen der Studie ein eigenes CAR-Fenster (verschiedene: {different}): in "
        "cars.csv und, jedes über seine Paare, in caar.csv und tests.csv"
    ),
    "limited_to_events": (
        "Gerechnet: {n} der {all:count} Ereignisse dieser Studie, {events}; was unter allen auffällt, ist nicht gesagt"
    ),
    "name_folder_that_was_written": (
        "einen Ordner nennen, den „eventstudy run“ oder „eventstudy fetch --freeze“ schrieb"
    ),
    "neither_result_nor_prices": "das ist weder ein Ergebnis noch ein Ordner mit eingefrorenen Kursen",
    "prices_as_written": "eingefrorene Kurse, {n} Reihen",
    "cannot_be_read": "nicht zu lesen: {why}",
    "not_as_written": "das ist nicht, wie es geschrieben wurde",
    "as_written": "{folder}: wie geschrieben ({said})",
    "result_lists_no_files": "Version {version} schrieb dieses Ergebnis und führte keine Dateien zum Vergleichen auf",
    "run_with_another_out": "die Studie noch einmal mit einem anderen --out laufen lassen",
    "and_more": "und {n} weitere",
    "language_unknown": "Texte gibt es nicht auf „{lang}“",
    "kept_under": "behalten: {name} heißt jetzt {new}",
    "free_place_or_out": "Platz schaffen, oder ein anderes --out wählen",
    "holds_repository": "in diesem Ordner liegt ein Repository, {name}",
    "holds_mounted_disk": "in diesem Ordner ist ein anderer Datenträger eingehängt, {name}",
    "holds_many_foreign_files": "in diesem Ordner liegen über {n:count} Dateien, die kein Lauf schrieb",
    "no_such_kind_of_table": "Tabellen lassen sich nicht als „{kind}“ schreiben",
    "the_tables": "die Tabellen",
    "the_results": "die Ergebnisse",
    "engine_needs_distributed": "die Engine „dask“ braucht das Paket „distributed“",
    "workers_died_over_chunk": "ein Arbeiter nach dem anderen starb über demselben Stück",
    "memory_short_on_workers": "ihnen fehlt vielleicht Speicher",
    "no_scheduler_answers": "unter „{scheduler}“ antwortet kein Dask-Scheduler",
    "start_scheduler": "einen starten, oder --scheduler weglassen",
    "start_workers": "Arbeiter starten: dask worker {scheduler}",
    "scheduler_without_workers": "der Dask-Scheduler unter „{scheduler}“ hat keine Arbeiter",
    "use_fewer_jobs": "vielleicht fehlt Speicher: weniger --jobs verwenden",
    "workers_died": "{n}-mal starb ein Arbeiter, bevor er fertig war",
    "no_address": "--scheduler {address} ist keine Adresse",
    "write_address": "sie wie tcp://10.0.0.5:8786 schreiben",
    "scheduler_is_for_dask": "--scheduler ist für --engine dask",
    "leave_out_scheduler": "--scheduler oder --engine {engine} weglassen",
    "local_has_no_workers": "--engine local hat keine Arbeiter",
    "leave_out_jobs": "--jobs weglassen, oder --engine processes verwenden",
    "strict_dropped": "--strict: {n} Zeilen fielen weg",
    "option_is_no_window": "{option} „{text}“ ist kein Fenster",
    "write_two_sessions": "zwei Handelstage schreiben, wie in -1,1",
    "option_ends_before_start": "{option} „{text}“ endet, bevor es beginnt",
    "write_bounds_of_window": "{start},{end} schreiben",
    "packages_not_usable": "nicht brauchbar: {names}",
    "install_again": "market-eventstudy noch einmal installieren",
    "cannot_print": "nichts auszugeben: {why}",
    "make_room_or_redirect": "Platz schaffen, oder die Ausgabe anderswohin leiten",
    "addition_unusable": "„{name}“ des Pakets {package} ist nicht zu brauchen: {why}",
    "update_or_remove_package": "jenes Paket aktualisieren, oder entfernen",
    "result_as_written": "das Ergebnis von {study}, {n} Dateien",
    "go_up_or_another_out": "eine Ebene höher gehen, oder ein anderes --out wählen",
    "another_out_or_move": "ein anderes --out wählen, oder diesen Ordner wegbewegen",
    "cannot_write": "nicht zu schreiben: {what} ({why})",
    "the_charts": "die Abbildungen",
    "run_again_after": "dies zurücklegen, wie es war, oder die Studie noch einmal laufen lassen",
    "freeze_again_after": "dies zurücklegen, wie es war, oder die Kurse noch einmal einfrieren",
    "worker_differs": "der Dask-Arbeiter {address} hat {package} {there}; hier ist es {here}",
    "worker_lacks": "der Dask-Arbeiter {address} hat kein {package}; hier ist es {here}",
    "worker_has_more": "der Dask-Arbeiter {address} hat {package} {there}; hier fehlt es",
    "worker_of_other_code": "der Dask-Arbeiter {address} hat market-eventstudy {version} mit anderem Code als hier",
    "same_versions_on_workers": (
        "auf jedem Arbeiter dieselben Versionen installieren: pip install -c constraints.txt "
        "market-eventstudy[cluster,garch]"
    ),
    "extra_cluster": "pip install „market-eventstudy[cluster]“",
    "stopped": "abgebrochen",
    "memory_used_up": "der Speicher ist aufgebraucht",
    "keep_what_is_needed_or_larger": (
        "die Ticker, Tage und Ereignisse behalten, die die Studie braucht, oder einen größeren Rechner nehmen"
    ),
    "fault_of_the_program": "ein Fehler des Programms: {kind}: {what}",
    "run_with_debug": "noch einmal mit --debug ausführen und melden, was dann ausgegeben wird",
}
