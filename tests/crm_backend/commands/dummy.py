"""A part for the supervisor's tests: answers 200 at PORT, notes its start and its end in FILE.

dummy.py PORT FILE [deaf] [dies] [late]     deaf: ignores SIGTERM; dies: exits at once; late: ends 1 s after SIGTERM
"""

import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

port, file, manners = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


def write(what: str) -> None:
    with file.open("a") as notes:
        notes.write(f"{what} {port} {os.getpid()}\n")


def end(*_arguments: object) -> None:
    if "late" in manners:
        time.sleep(1)
    write("ended")
    os._exit(0)


write("started")
print("2026-01-01 ERROR something in the log", flush=True)
if "dies" in manners:
    sys.exit(3)
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in manners else end)
HTTPServer.allow_reuse_address = True
HTTPServer(("127.0.0.1", port), Healthy).serve_forever()
