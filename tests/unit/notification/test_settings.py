"""Notification does not start as production with a sink of the demo, and sends no SMS that it should not."""

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


SMS = {"sms_url": "https://sms.example.org/messages", "sms_token": SecretStr("a")}


def test_without_a_provider_nothing_is_needed_and_nobody_sends_or_reports() -> None:
    assert (settings().sms_provider, settings().sms_reports) == (None, None)
    assert settings(sms_url="").sms_provider is None


def test_with_a_provider_there_is_a_way() -> None:
    given = settings(**SMS, sms_report_token=SecretStr("reports"))
    assert given.sms_provider is not None
    assert given.sms_reports is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"sms_url": "https://sms.example.org/"},
        {"sms_url": "https://sms.example.org/", "sms_token": SecretStr("\n")},
        SMS | {"profile": "production", "sms_url": "http://sms.example.org/"},
        SMS | {"sms_url": "https://user:word@sms.example.org/"},
        SMS | {"sms_url": "ftp://sms.example.org/"},
        SMS | {"sms_from": "Anlaufstelle Nord"},
        SMS | {"sms_from": "0171 3920012"},
        SMS | {"public_url": "https://" + "a" * 60 + ".example.org"},
    ],
)
def test_what_could_not_be_sent_as_promised_does_not_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "production", "smtp_tls": False},
        {"smtp_user": "lotse"},
        {"smtp_user": "lotse", "smtp_password": SecretStr("\n")},
        {"smtp_user": "lotse", "smtp_password": SecretStr("a"), "smtp_tls": False},
    ],
)
def test_neither_mail_nor_password_leaves_in_the_clear(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**wrong)
