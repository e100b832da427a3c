"""Whoever else reads a mail learns nothing from it: no word of the matter is in anything that is sent."""

import inspect
import re
from collections.abc import Callable

import pytest

from services.notification import mail_texts
from services.notification.mail_texts import MailText

NAMES_THE_MATTER = re.compile(
    r"\b(fall|fälle|tat|täter\w*|opfer\w*|amt|mandat\w*)\b"
    r"|straf|polizei|staatsanw|bedroh|drohung|gewalt|hass|anzeige|beleidig|verleumd|nachrede|angriff|angefeind|nachstell"
    r"|stalking|doxing|nötigung|beratung|lotse|anlaufstelle|kommun|gemeinde|bürgermeister|rathaus|anliegen|vermittl",
    re.IGNORECASE,
)


def texts() -> list[Callable[[str], MailText]]:
    """All that there are, whoever they go to."""
    found = inspect.getmembers(mail_texts, inspect.isfunction)
    return [each for _, each in found if inspect.signature(each, eval_str=True).return_annotation is MailText]


def test_there_are_texts_to_look_at() -> None:
    assert {each.__name__ for each in texts()} >= {"to_person", "to_partner"}


@pytest.mark.parametrize("text", texts(), ids=lambda each: each.__name__)
@pytest.mark.parametrize("address", ["", "https://hilfe.example.org/x"])
def test_no_word_of_the_matter_is_sent(text: Callable[[str], MailText], address: str) -> None:
    made = text(address)
    assert not NAMES_THE_MATTER.search(made.subject + "\n" + made.body)


@pytest.mark.parametrize("said", ["Ihr Strafantrag", "Zu Ihrem Fall", "Die Polizei", "Neues zur Bedrohung"])
def test_a_word_of_the_matter_would_be_found(said: str) -> None:
    assert NAMES_THE_MATTER.search(said)
