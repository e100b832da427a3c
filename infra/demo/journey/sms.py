"""Somebody may be reached by SMS only, at certain hours; the answer is told there, within them."""

import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.demo.journey.participants import World, seen
from infra.demo.journey.steps import until
from shared.clock import BERLIN, now

ASKED = "Jemand steht abends vor meinem Haus. Bitte keine Mail, und nicht anrufen."
NUMBER = "0171 3920012"
"""Of nobody: kept for films."""
IN_ONE_FORM = "+491713920012"


def by_sms(world: World) -> str:
    """Of two hours, which now is in: the clock of the running system is not ours to move."""
    case = _handed_in(world)
    until(lambda: world.watching.of(case, "lotse.intake.case.opened"))
    page = world.desk(f"/desk/cases/{case}")
    if page.has("Anliegen übernehmen"):
        page = seen(world.staff("anna").submit(page.form("Anliegen übernehmen")))
    if not world.watching.of(case, "lotse.intake.case.answered"):
        seen(world.staff("anna").submit(page.form("Antwort senden").fill("Ihre Antwort", "Wir überlegen mit Ihnen.")))
    (sent,) = until(lambda: world.watching.of(case, "lotse.notification.delivery.sent"))
    assert sent["data"]["channel"] == "sms"
    (message,) = until(lambda: _with(world, sent["data"]["dispatch_id"]))
    assert message["to"] == IN_ONE_FORM
    assert message["text"].endswith("/rueckmeldung")
    until(lambda: world.desk(f"/notification/cases/{case}/notices").has("Die SMS ist auf dem Telefon"))
    return "the SMS in the sink; page of the notices: it arrived, as the provider reports"


def _handed_in(world: World) -> str:
    began = now().astimezone(BERLIN)
    hours = {"earliest": f"{began:%H}:00", "latest": f"{began + timedelta(hours=2):%H}:00"}
    key = world.memory.setdefault("sms_key", secrets.token_urlsafe(24))
    body = world.memory.setdefault(
        "sms_body", {"text": ASKED, "safe_contact": {"channel": "sms", "address": NUMBER, **hours}}
    )
    return str(world.submit(key, body)["case_id"])


def _with(world: World, reference: str) -> list[dict[str, Any]]:
    """Messages of that reference: it may have been sent twice, and is one."""
    files = Path(world.system["sms"]).glob("*.json")
    found = [json.loads(file.read_text()) for file in files]
    return [each for each in found if each["reference"] == reference][:1]
