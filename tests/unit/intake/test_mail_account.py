"""When mails are fetched, from where, and when not at all."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.settings import DeskSettings
from tests.harness.services.intake import NOBODY_LISTENS, desk_settings


def settings(**more: Any) -> DeskSettings:
    known = desk_settings("mongodb://127.0.0.1", NOBODY_LISTENS)
    return DeskSettings(**{**known.model_dump(exclude_unset=True), **more})


def test_without_an_address_no_mails_are_fetched() -> None:
    assert settings().mail_account is None


def test_an_account_is_whole_and_over_tls() -> None:
    whole = {"imap": "mail.example.org:993", "imap_user": "u", "imap_password": "a secret word"}
    account = settings(**whole).mail_account
    assert account
    assert (account.host, account.port, account.tls, account.password()) == (
        "mail.example.org",
        993,
        True,
        "a secret word",
    )
    assert "secret" not in repr(account)
    for wrong in ({**whole, "imap_user": ""}, {**whole, "imap_tls": False, "profile": "production"}):
        with pytest.raises(ValidationError):
            settings(**wrong)
