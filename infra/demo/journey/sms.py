"""Somebody may be reached by SMS only, at certain hours; the notice of the answer goes there, within them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.demo.journey.counselling import answer_once
from infra.demo.journey.participants import World
from infra.demo.journey.steps import until
from infra.demo.journey.submissions import hand_in_once
from shared.clock import BERLIN, now

ASKED = "Jemand steht abends vor meinem Haus. Bitte keine Mail, und nicht anrufen."
NUMBER = "0171 3920012"
"""Belongs to nobody: a number reserved for films."""
IN_ONE_FORM = "+491713920012"


def by_sms(world: World) -> str:
    """The person allows two hours that include now, so the SMS leaves at once."""
    began = now().astimezone(BERLIN)
    hours = {"earliest": f"{began:%H}:00", "latest": f"{began + timedelta(hours=2):%H}:00"}
    reached = {"channel": "sms", "address": NUMBER, **hours}
    case = hand_in_once(world, "sms", {"text": ASKED, "safe_contact": reached})
    answer_once(world, case, "Wir überlegen mit Ihnen.")
    (sent,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.sent"))
    assert sent["data"]["channel"] == "sms"
    (message,) = until(lambda: messages_of(world, sent["data"]["dispatch_id"]))
    assert message["to"] == IN_ONE_FORM
    assert message["text"].endswith("/rueckmeldung")
    until(lambda: world.desk(f"/notification/cases/{case}/notices").has("Die SMS ist auf dem Telefon"))
    return "the SMS in the sink; page of the notices: it arrived, as the provider reports"


def messages_of(world: World, reference: str) -> list[dict[str, Any]]:
    """Returns the SMS of that reference; it may have been sent twice, and is returned once."""
    files = Path(world.system["sms"]).glob("*.json")
    found = [json.loads(file.read_text()) for file in files]
    return [each for each in found if each["reference"] == reference][:1]
