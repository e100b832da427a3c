"""Notification does not start as production with a sink of the demo."""

import pytest
from pydantic import SecretStr, ValidationError

from services.notification.settings import NotificationSettings
from shared.errors import Invalid

GIVEN = {
    "store": "mongodb://127.0.0.1",
    "public_url": "https://p.test",
    "staff_url": "https://s.test",
    "partner_url": "https://h.test",
    "smtp": "127.0.0.1:25",
    "audit_key": SecretStr("a"),
    "webhook_key": SecretStr("a"),
}


def settings(**more: object) -> NotificationSettings:
    return NotificationSettings.model_validate(GIVEN | more)


def test_production_has_no_sink_on_its_own_machine() -> None:
    with pytest.raises(ValidationError):
        settings(profile="production", webhook_sink="127.0.0.1:9400")


def test_the_demo_has_its_sink_and_no_other_place() -> None:
    demo = settings(webhook_sink="127.0.0.1:9400").destinations
    assert demo.read("http://127.0.0.1:9400/lotse")
    with pytest.raises(Invalid):
        demo.read("https://hook.example.org/")


def test_in_production_a_partner_is_told_where_operation_allows_it() -> None:
    allowed = settings(profile="production", webhook_hosts=["hook.example.org"]).destinations
    assert allowed.read("https://hook.example.org/")
    with pytest.raises(Invalid):
        settings(profile="production").destinations.read("https://hook.example.org/")
