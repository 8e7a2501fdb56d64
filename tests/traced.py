"""Run the command line and note what it writes, removes, starts and connects to: `traced.py LOG ARGUMENTS`."""

from __future__ import annotations

import json
import os
import sys

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    f"os.{name}" for name in ["mkdir", "rename", "remove", "rmdir", "truncate", "symlink", "link", "chmod", "chown"]
}
log: list[tuple[str, str]] = []


def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, str | bytes) and (set(mode or "") & set("wax+") or (flags or 0) & WRITES):
            log.append(("write", os.path.abspath(os.fsdecode(path))))
    elif event in (
        "os.mkdir",
        "os.rename",
        "os.remove",
        "os.rmdir",
        "os.truncate",
        "os.symlink",
        "os.link",
        "os.chmod",
    ):
        log.extend(("write", os.path.abspath(os.fsdecode(a))) for a in arguments[:2] if isinstance(a, str | bytes))
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
