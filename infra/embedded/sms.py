"""The SMS provider of the demo: each message becomes a file, nothing leaves the machine, and every SMS arrives."""

import json
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2

from infra.embedded.http_receiver import Receiver, serve

REPORTS_BY: Final = "sms_report_token"
"""The file of the token for reports, among the sender's secrets."""
REPORTED_FOR: Final = 60
"""Seconds for which a report is repeated; then it is given up."""


class Provider(Receiver):
    def __init__(self, reports: str, secrets: Path, *rest: Any) -> None:
        self._reports = reports
        self._secrets = secrets
        super().__init__(*rest)

    def receive(self, body: bytes) -> None:
        message = json.loads(body)
        self.keep(message)
        self.taken(202)
        token = (self._secrets / REPORTS_BY).read_text()
        threading.Thread(target=report, args=(self._reports, token, message["reference"]), daemon=True).start()


def report(address: str, token: str, reference: str) -> None:
    """Reports the delivery until that is accepted: at first the service may not know yet that the message left."""
    ends = time.monotonic() + REPORTED_FOR
    said, headers = {"reference": reference, "status": "delivered"}, {"Authorization": f"Bearer {token}"}
    while time.monotonic() < ends:
        try:
            if httpx2.post(address, json=said, headers=headers, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.5)


if __name__ == "__main__":
    host, port, folder, reports, secrets = sys.argv[1:]
    serve(host, int(port), partial(Provider, reports, Path(secrets), Path(folder)))
