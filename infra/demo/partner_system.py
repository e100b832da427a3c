"""A partner's own system in one file: consumes its Kafka topic, fetches referrals by HTTPS, answers.

    python -m infra.demo.partner_system partner_a accept
    python -m infra.demo.partner_system partner_b decline --reason no_capacity

It needs three things from the contact point: its topic, its Kafka user and its token. The topic only says
"there is something for you"; what the person agreed to hand over is fetched with the token, at the event's address.
Consumer groups are called like the user, or begin with its name and a dot.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
from confluent_kafka import Consumer

Event = dict[str, Any]
OFFERED = "lotse.partner.referral.offered.v1"


class PartnerSystem:
    def __init__(self, kafka: dict[str, Any], topic: str, token: str, *, group: str = "our-system") -> None:
        self._consumer = Consumer(
            kafka | {"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
        )
        self._consumer.subscribe([topic])
        self._http = httpx2.Client(headers={"Authorization": f"Bearer {token}"}, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._consumer.close()
        self._http.close()

    def events(self, patience: float) -> Iterator[Event]:
        """Yields every event to this partner; ends when nothing came for `patience` seconds.

        An event counts as handled when the next one is asked for, so one may come twice: answers are safe to repeat.
        """
        until = time.monotonic() + patience
        while time.monotonic() < until:
            record = self._consumer.poll(0.2)
            if record is not None and record.error() is None:
                yield json.loads(record.value() or b"{}")
                self._consumer.commit(message=record, asynchronous=False)
                until = time.monotonic() + patience

    def offers(self, patience: float) -> Iterator[Event]:
        return (event for event in self.events(patience) if event["type"] == OFFERED)

    def look(self, offer: Event) -> dict[str, Any]:
        """Fetches and returns the package; from now on the contact point knows that it arrived."""
        return self._read(self._http.get(offer["data"]["address"]))

    def accept(self, offer: Event) -> dict[str, Any]:
        return self._answer(offer, "accept", None)

    def decline(self, offer: Event, reason: str) -> dict[str, Any]:
        return self._answer(offer, "decline", {"reason": reason})

    def contacted(self, offer: Event) -> dict[str, Any]:
        return self._answer(offer, "contact", None)

    def complete(self, offer: Event, outcome: str) -> dict[str, Any]:
        return self._answer(offer, "complete", {"outcome": outcome})

    def arrange(self, offer: Event, body: dict[str, Any]) -> dict[str, Any]:
        """Sends appointments and who is in charge; the person reads both."""
        return self._read(self._http.post(f"{offer['data']['address']}/arrangement", json=body))

    def arranged(self, offer: Event) -> dict[str, Any]:
        """Fetches the arrangement, with the person's answer."""
        return self._read(self._http.get(f"{offer['data']['address']}/arrangement"))

    def _answer(self, offer: Event, act: str, body: dict[str, str] | None) -> dict[str, Any]:
        return self._read(self._http.post(f"{offer['data']['address']}/{act}", json=body))

    def _read(self, answer: httpx2.Response) -> dict[str, Any]:
        answer.raise_for_status()
        shown: dict[str, Any] = answer.json()
        return shown


def from_embedded(system: dict[str, Any], partner: str, *, group: str = "our-system") -> PartnerSystem:
    """Makes the system of one of the demo's partners, with what `make run` wrote into embedded.json."""
    kafka, topic, token = system["kafka"], system["partners"][partner]["topic"], system["tokens"][partner]
    settings = {"bootstrap.servers": kafka["bootstrap"]}
    if kafka["mechanism"] is None:
        return PartnerSystem(settings, topic, token, group=f"{partner}.{group}")
    user = kafka["users"][partner]
    settings |= {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": kafka["mechanism"],
        "sasl.username": user["username"],
        "sasl.password": user["password"],
    }
    return PartnerSystem(settings, topic, token, group=f"{user['username']}.{group}")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m infra.demo.partner_system", description="Answers waiting referrals."
    )
    parser.add_argument("partner", choices=("partner_a", "partner_b"))
    parser.add_argument("answer", choices=("accept", "decline"))
    parser.add_argument("--reason", default="no_capacity", help="why it declines")
    parser.add_argument("--system", type=Path, default=Path("var/embedded.json"), help="written by make run")
    parser.add_argument("--patience", type=float, default=10, help="seconds without news after which it ends")
    given = parser.parse_args()
    with from_embedded(json.loads(given.system.read_text()), given.partner) as ours:
        for offer in ours.offers(given.patience):
            shown = ours.look(offer)
            if shown["state"] in ("delivered", "informed", "overdue"):
                shown = ours.accept(offer) if given.answer == "accept" else ours.decline(offer, given.reason)
            print(f"{shown['reference']}: {shown['state']}, answer asked for by {shown['respond_by']}")


if __name__ == "__main__":
    main()
