"""Run the command line and note what it writes, removes, starts and connects to: `traced.py LOG ARGUMENTS`."""

from __future__ import annotations

import itertools
import json
import os
import sys

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {  # event: (how many paths it names, where the open folders stand that they are relative to)
    "os.mkdir": (1, [2]),
    "os.rename": (2, [2, 3]),
    "os.remove": (1, [1]),
    "os.rmdir": (1, [1]),
    "os.truncate": (1, []),
    "os.symlink": (2, [2, 2]),
    "os.link": (2, [2, 3]),
    "os.chmod": (1, [2]),
    "os.chown": (1, [3]),
}
log: list[tuple[str, str]] = []


def absolute(path, folder):
    """Absolute path of what a call names."""
    start = os.readlink(f"/proc/self/fd/{folder}") if folder >= 0 else ""
    return os.path.abspath(os.path.join(start, os.fsdecode(path)))


def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, str | bytes) and (set(mode or "") & set("wax+") or (flags or 0) & WRITES):
            log.append(("write", os.path.abspath(os.fsdecode(path))))
    elif event in CHANGES:
        count, folders = CHANGES[event]
        for path, at in itertools.zip_longest(arguments[:count], folders):
            if isinstance(path, str | bytes):
                log.append(("write", absolute(path, -1 if at is None else arguments[at])))
    elif event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        log.append(("network", str(arguments[-1] if event == "socket.connect" else arguments[0])))
    elif event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"):
        log.append(("process", str(arguments[0])))
    elif event == "pickle.find_class":
        log.append(("pickle", ".".join(map(str, arguments))))


if __name__ == "__main__":
    from eventstudy.cli import main

    place, sys.argv = sys.argv[1], ["eventstudy", *sys.argv[2:]]
    sys.addaudithook(watch)
    code = 0
    try:
        main()
    except SystemExit as e:
        code = int(e.code or 0)
    noted = sorted(set(log))
    with open(place, "w", encoding="utf-8") as file:
        json.dump([[kind, path] for kind, path in noted], file)
    sys.exit(code)
