"""Notification does not start as production with a sink of the demo, and sends no SMS that it should not."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.notification.main import reading
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


BOUNCES = {
    "bounce_address": "ruecklauf@example.org",
    "bounce_imap": "mail.example.org:993",
    "bounce_user": "ruecklauf",
    "bounce_password": SecretStr("a secret word"),
}


def test_without_a_mailbox_nobody_reads_what_comes_back_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    nothing: Any = SimpleNamespace(post=None)
    assert reading(settings(), nothing, nothing) is None
    assert [record.msg for record in caplog.records] == ["bounces are read by nobody"]
    assert reading(settings(**BOUNCES), nothing, nothing) is not None


def test_the_mailbox_of_the_return_path_is_read_over_tls_with_a_secret() -> None:
    account = settings(**BOUNCES).bounces
    assert account is not None
    assert (account.host, account.port, account.user, account.folder) == (
        "mail.example.org",
        993,
        "ruecklauf",
        "INBOX",
    )
    assert (account.tls, account.password()) == (True, "a secret word")
    assert "secret" not in repr(account)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bounce_user": ""},
        {"bounce_password": None},
        {"bounce_address": ""},
        {"bounce_address": "Nachricht@example.org"},
        {"bounce_pause": 301},
        {"bounce_tls": False, "profile": "production"},
    ],
)
def test_a_mailbox_that_is_no_return_path_alone_is_not_emptied(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**(BOUNCES | wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest_to": "Nachricht@example.org"},
        {"digest_to": "ruecklauf@example.org", **BOUNCES},
        {"digest_to": "nobody"},
        {"digest_to": "team@example.org", "digest_at": 16},
    ],
)
def test_staff_are_told_where_somebody_reads_and_while_somebody_is_there(wrong: dict[str, object]) -> None:
    assert settings(digest_to="team@example.org", digest_at=7).digest_to == "team@example.org"
    with pytest.raises(ValidationError):
        settings(**wrong)


def test_a_message_id_is_proven_by_a_key_of_this_service() -> None:
    given, other = settings().message_ids, settings(audit_key=SecretStr("b")).message_ids
    reference = "1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21"
    assert given.references_in(given.of(reference)) == (reference,)
    assert other.references_in(given.of(reference)) == ()
