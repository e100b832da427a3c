"""The systems of partners in the demo: each message becomes a file, nothing leaves the machine."""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

LARGEST_BODY = 65_536
KEPT_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def __init__(self, folder: Path, *rest: Any) -> None:
        self._folder = folder
        super().__init__(*rest)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        body = self.rfile.read(length).decode()
        keep(self._folder, {name: self.headers.get(name, "") for name in KEPT_HEADERS} | {"body": body})
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the files say what came."""


def keep(folder: Path, received: dict[str, str]) -> None:
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.json"
    unfinished = folder / f".{name}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump(received, file, indent=1)
    unfinished.rename(folder / name)


def serve(host: str, port: int, folder: Path) -> None:
    server = ThreadingHTTPServer((host, port), partial(Receiver, folder))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        server.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
