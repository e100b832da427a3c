"""The SMS provider of the demo: each message becomes a file, nothing leaves the machine, and all of them arrive."""

import json
import signal
import sys
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import httpx2

from infra.embedded.webhooks import LARGEST_BODY, keep

REPORTS_BY: Final = "sms_report_token"
"""Among the secrets of whoever sends."""
REPORTED_FOR: Final = 60
"""Seconds in which a report is taken, or never."""


class Provider(BaseHTTPRequestHandler):
    timeout = 10

    def __init__(self, folder: Path, reports: str, secrets: Path, *rest: Any) -> None:
        self._folder = folder
        self._reports = reports
        self._secrets = secrets
        super().__init__(*rest)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        message = json.loads(self.rfile.read(length))
        keep(self._folder, message)
        self.send_response(202)
        self.end_headers()
        token = (self._secrets / REPORTS_BY).read_text()
        threading.Thread(target=report, args=(self._reports, token, message["reference"]), daemon=True).start()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the files say what came."""


def report(address: str, token: str, reference: str) -> None:
    """Until it is taken: at first the service may not know yet that the message left."""
    ends = time.monotonic() + REPORTED_FOR
    said, headers = {"reference": reference, "status": "delivered"}, {"Authorization": f"Bearer {token}"}
    while time.monotonic() < ends:
        try:
            if httpx2.post(address, json=said, headers=headers, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.5)


def serve(host: str, port: int, folder: Path, reports: str, secrets: Path) -> None:
    server = ThreadingHTTPServer((host, port), partial(Provider, folder, reports, secrets))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server:
        server.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))
