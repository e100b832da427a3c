"""Whoever else reads a notice learns nothing from it, and what the page of texts shows is what leaves."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from services.notification import mail_texts, text_previews
from services.notification.domain.delivery import Occasion, Rule, owe
from services.notification.domain.plain_language import MOST_WORDS, longest_sentence, named, sentences
from services.notification.handlers.post_to_person import PostToPerson
from services.notification.letter_texts import LetterKind
from services.notification.mail_texts import TEXTS, MailText
from services.notification.recipients import SafeContact
from services.notification.sms_provider import Sms
from services.notification.smtp import Mail
from services.notification.text_previews import MOST_OF_A_SUBJECT, Preview, rules_of, troubles
from services.notification.webhook_message import TYPES, WebhookMessage

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FOLLOW_PAGE = "https://hilfe.example.org/rueckmeldung"
LINK = "https://partner.example.org/partner/zugang/BEISPIEL"
REQUEST = "1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21"
TO_PERSON = text_previews.to_person(FOLLOW_PAGE)
TO_PARTNER = text_previews.to_partner(LINK)
TO_SYSTEM = text_previews.to_system()
TO_STAFF = text_previews.to_staff()
TO_MAIL_SENDER = text_previews.to_mail_sender()
NOTICES = [*TO_PERSON, *TO_PARTNER, *TO_SYSTEM, *TO_STAFF, *TO_MAIL_SENDER]


class Outside:
    """Mail server and SMS provider, which keep what they are given."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    async def send(self, message: Mail | Sms) -> tuple[str, ...]:
        self.sent.append(message)
        return ()


def texts() -> list[Callable[[str], MailText]]:
    """All mails that there are, whoever they go to."""
    found = inspect.getmembers(mail_texts, inspect.isfunction)
    return [each for _, each in found if inspect.signature(each, eval_str=True).return_annotation is MailText]


def a_notice(text: str, subject: str = "") -> Preview:
    return Preview("mail", text, "", subject)


def test_there_are_texts_to_look_at() -> None:
    assert {each.__name__ for each in texts()} >= {"to_person", "to_partner"}


@pytest.mark.parametrize("text", texts(), ids=lambda each: each.__name__)
@pytest.mark.parametrize("address", ["", "https://hilfe.example.org/x"])
def test_no_word_of_the_matter_is_sent(text: Callable[[str], MailText], address: str) -> None:
    made = text(address)
    assert named(made.subject + "\n" + made.body) == []


@pytest.mark.parametrize("preview", NOTICES, ids=lambda each: f"{each.way}-{each.version}")
def test_nothing_that_leaves_is_found_wrong(preview: Preview) -> None:
    assert troubles(preview) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Ihr Strafantrag", ["Strafantrag"]),
        ("Zu Ihrem Fall", ["Fall"]),
        ("Die Polizei, die Polizei", ["Polizei"]),
        ("Neues zur Bedrohung", ["Bedrohung"]),
        ("https://lotse.example.org/", ["lotse"]),
        ("Auf jeden Falle, gefällt", []),
    ],
)
def test_a_word_of_the_matter_would_be_found(said: str, found: list[str]) -> None:
    assert named(said) == found
    assert len(troubles(a_notice(said))) == len(troubles(a_notice("", said))) == len(found)


def test_an_address_that_names_the_matter_is_seen_in_each_text_that_has_it() -> None:
    wrong = [each for each in text_previews.to_person("https://lotse.example.org/x") if troubles(each)]
    assert {(each.way, each.has_link) for each in wrong} == {("mail", True), ("sms", True)}


def test_what_is_too_long_is_said() -> None:
    words = " ".join(["Wort"] * MOST_WORDS)
    assert troubles(a_notice(f"{words}. {words}.")) == []
    assert "länger" in troubles(a_notice(f"{words} noch."))[0]
    assert troubles(a_notice("", "x" * MOST_OF_A_SUBJECT)) == []
    assert "Betreff" in troubles(a_notice("", "x" * (MOST_OF_A_SUBJECT + 1)))[0]
    assert troubles(replace(a_notice("x" * 161), way="sms")) == ["Der Text passt nicht in eine SMS."]


def test_a_sentence_ends_where_a_reader_ends_it() -> None:
    assert sentences("Am 1. März kam er. Nach § 51 Abs. 1 BMG:\n\nhttps://a.example.org/x\n- eins\n- zwei") == [
        "Am 1. März kam er.",
        "Nach § 51 Abs. 1 BMG:",
        "https://a.example.org/x",
        "- eins",
        "- zwei",
    ]
    assert longest_sentence("") == 0


@pytest.mark.parametrize("rule", rules_of("person"))
@pytest.mark.parametrize("without_link", [False, True])
async def test_what_is_shown_is_what_leaves_to_a_person(rule: Rule, without_link: bool) -> None:
    outside: Any = Outside()
    post = PostToPerson(outside, outside, FOLLOW_PAGE).post
    delivery = owe(Occasion(REQUEST, rule, "case"), "person", AT).state
    await post(delivery, AT, SafeContact(channel="mail", address="p@example.org", without_link=without_link))
    await post(delivery, AT, SafeContact(channel="sms", address="0171 39200-12", without_link=without_link))
    mail, sms = outside.sent
    shown = {(each.way, each.subject, each.text) for each in TO_PERSON if rule in each.of}
    assert {("mail", mail.text.subject, mail.text.body), ("sms", "", sms.text)} <= shown
    assert len(shown) == 4


@pytest.mark.parametrize("rule", rules_of("partner"))
def test_what_is_shown_is_what_leaves_to_a_partner(rule: Rule) -> None:
    (mail,) = [each for each in TO_PARTNER if rule in each.of]
    assert MailText(mail.subject, mail.text) == TEXTS[rule](LINK)
    told = [each.text.encode() for each in TO_SYSTEM if rule in each.of]
    assert told == (
        [WebhookMessage(text_previews.EXAMPLE_ID, TYPES[rule], text_previews.EXAMPLE_ID).body()]
        if rule in TYPES
        else []
    )


def test_every_occasion_and_every_letter_is_there() -> None:
    assert {rule for each in (*TO_PERSON, *TO_PARTNER) for rule in each.of} == set(get_args(Rule))
    assert {rule for each in TO_SYSTEM for rule in each.of} == set(TYPES)
    assert len(text_previews.letters()) == len(LetterKind)


def test_a_version_is_the_texts_own_and_the_same_at_every_address() -> None:
    elsewhere = [
        *text_previews.to_person("https://a.example.org/b"),
        *text_previews.to_partner("https://c.example.org"),
    ]
    assert [each.version for each in elsewhere] == [each.version for each in (*TO_PERSON, *TO_PARTNER)]
    versions = [each.version for each in (*NOTICES, *text_previews.letters())]
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize("preview", [*NOTICES, *text_previews.letters()], ids=lambda each: f"{each.way}-{each.version}")
def test_each_says_how_long_it_is(preview: Preview) -> None:
    assert any(each.isdigit() for each in text_previews.length(preview))


def test_an_sms_says_in_how_many_messages_it_leaves() -> None:
    assert text_previews.length(Preview("sms", "€" * 81, "")) == "162 Zeichen (GSM-7), versandt als 2 SMS"
    assert text_previews.length(Preview("sms", "ж" * 70, "")) == "70 Zeichen (UCS-2), versandt als 1 SMS"
