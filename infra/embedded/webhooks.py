"""The webhook receivers of the demo's partners: each message becomes a file, and nothing leaves the machine."""

import sys
from functools import partial
from pathlib import Path

from infra.embedded.http_receiver import Receiver, serve

KEPT_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class PartnerSystem(Receiver):
    def receive(self, body: bytes) -> None:
        self.keep({name: self.headers.get(name, "") for name in KEPT_HEADERS} | {"body": body.decode()})
        self.taken(204)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), partial(PartnerSystem, Path(sys.argv[3])))
