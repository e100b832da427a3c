"""The HTTP receivers of the demo: each message becomes a file, and nothing leaves the machine."""

import json
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

LARGEST_BODY: Final = 65_536


class Receiver(ABC, BaseHTTPRequestHandler):
    timeout = 10

    def __init__(self, folder: Path, *rest: Any) -> None:
        self.folder = folder
        super().__init__(*rest)

    @abstractmethod
    def receive(self, body: bytes) -> None:
        """Keeps the body, and then answers with `taken`."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        self.receive(self.rfile.read(length))

    def taken(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def keep(self, received: dict[str, str]) -> None:
        """Writes the message into a file for its owner only, complete as soon as it has its name."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid4().hex[:8]}.json"
        unfinished = self.folder / f".{name}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            json.dump(received, file, indent=1)
        unfinished.rename(self.folder / name)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing: the files show what came."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    """Connections that may wait: a burst needs more than the five of Python's server."""


def serve(host: str, port: int, receiver: Callable[..., Receiver]) -> None:
    """Serves until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Server((host, port), receiver) as server:
        server.serve_forever()
