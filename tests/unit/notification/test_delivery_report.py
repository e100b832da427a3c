"""A report is read whatever its server writes, a hostile one harms nobody, and all else is told from it."""

import time
from collections.abc import Callable
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from services.notification.domain.delivery_report import DeliveryReport, ReturnedMail, read_report
from services.notification.domain.returned_mail import MOST_RECIPIENTS
from tests.harness.services.bounces import (
    BOUNDARY,
    IN_FREE_WORDS,
    STILL_TRYING,
    by_exim,
    by_qmail,
    out_of_office,
    report,
    returned,
)

ID = "<1f0c2f6e@example.org>"
TO = "person@example.org"
LONGEST = 3.0
"""Seconds for the worst that fits into what is looked into, on a machine that does much else."""


def read(raw: bytes) -> DeliveryReport:
    found = read_report(raw)
    assert isinstance(found, DeliveryReport)
    return found


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "text/rfc822-headers; charset=x-none"])
def test_it_says_who_is_never_reached_and_of_which_mail(returned: str) -> None:
    found = read(report(ID, TO, returned=returned))
    assert (found.failed, found.is_delayed) == ((TO,), False)
    assert ID in found.named


@pytest.mark.parametrize("name", ["References", "In-Reply-To"])
def test_a_server_that_returns_nothing_may_name_the_mail_in_its_own_head(name: str) -> None:
    assert ID in read(report("", TO, returned="", head=[f"{name}: <other@b.example> {ID}"])).named


@pytest.mark.parametrize(
    ("action", "status", "failed", "delayed"),
    [
        ("failed", "5.1.1", 1, False),
        ("Failed ", "5.7.1 (blocked)", 1, False),
        ("failed", "4.4.7", 1, False),
        ("delayed", "4.4.1", 0, True),
        ("delivered", "2.0.0", 0, False),
        ("relayed", "2.0.0", 0, False),
        ("failed", "2.0.0", 0, False),
        ("failed", "", 0, False),
        ("expanded", "5.0.0", 0, False),
        ("failed delayed", "5.0.0", 0, False),
    ],
)
def test_the_action_counts_and_a_status_that_contradicts_it_counts_nothing(
    action: str, status: str, failed: int, delayed: bool
) -> None:
    found = read(report(ID, TO, action=action, status=status))
    assert (len(found.failed), found.is_delayed) == (failed, delayed)


def test_the_address_that_we_wrote_is_taken_where_the_server_says_it() -> None:
    said = report(ID, "elsewhere@forwarded.example").replace(
        b"Final-Recipient:", b"Original-Recipient: rfc822;Person@Example.org\r\nFinal-Recipient:"
    )
    assert read(said).failed == (TO,)


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (b"From: a@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nIch bin im Urlaub.", "automatic"),
        (b"Return-Path: <>\r\nFrom: x@example.org\r\n\r\nHi. This is the qmail-send program.", "automatic"),
        (b"From: shop@example.org\r\nList-Id: <news>\r\n\r\nAngebote", "in_bulk"),
        (report(ID, TO).replace(b"message/delivery-status", b"message/disposition-notification"), "automatic"),
        (b"From: a@example.org\r\nSubject: Hilfe\r\n\r\nBitte helfen Sie mir.", "written"),
        (report(ID, TO).replace(b"multipart/report", b"multipart/mixed"), "written"),
        (b"", "written"),
        (b"\xff\xfe\x00", "written"),
    ],
    ids=range(8),
)
def test_what_is_no_report_is_told_by_whether_a_person_may_have_written_it(mail: bytes, kind: str) -> None:
    if kind == "written":
        mail = mail.replace(b"Auto-Submitted: auto-replied\r\n", b"").replace(b"MAILER-DAEMON", b"somebody")
    assert read_report(mail) == kind


def nested(levels: int) -> bytes:
    """Multiparts in multiparts, each of which has to be looked for in each line."""
    heads = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (each, each) for each in range(levels)
    )
    return heads + b"--x\n" * 60_000


def forwarded(levels: int) -> bytes:
    return b"Content-Type: message/rfc822\n\n" * levels + b"x\n" * 60_000


@pytest.mark.parametrize(
    "hostile",
    [
        nested(5_000),
        forwarded(5_000),
        report(ID, *["x@example.org"] * 10_000),
        report(ID, TO, after="x" * 20 * 1024 * 1024),
        report(ID, TO, after="\r\n" * 10 * 1024 * 1024),
        b"A: b\n c\n" * 2_000_000,
        b"Content-Type: multipart/report; boundary=" + b"x" * 1_000_000,
        report(ID, TO, head=["X: =?utf-8?Q?" + "=C3" * 30_000]),
        report("=?x-none?B?/////w==?=", "\udcff".encode("utf-8", "surrogatepass").decode("latin-1")),
    ],
    ids=range(9),
)
def test_what_nobody_should_have_sent_ends_in_time(hostile: bytes) -> None:
    began = time.process_time()
    try:
        found = read_report(hostile)
    except (RecursionError, ValueError, LookupError):
        return
    finally:
        assert time.process_time() - began < LONGEST
    assert not isinstance(found, DeliveryReport) or len(found.failed) <= MOST_RECIPIENTS


def test_a_report_of_twenty_megabytes_says_what_its_begin_says() -> None:
    assert read(report(ID, TO, after="x" * 20 * 1024 * 1024)).failed == (TO,)


def test_a_report_within_a_forwarded_mail_is_none() -> None:
    outer = MIMEMultipart("mixed")
    outer["From"] = "somebody@example.org"
    outer.attach(MIMEMessage(MIMEMultipart("report")))
    assert read_report(outer.as_bytes()) == "written"
    assert BOUNDARY not in outer.as_string()


@pytest.mark.parametrize("quote", ["", "> ", "| "])
@pytest.mark.parametrize("words", [IN_FREE_WORDS, STILL_TRYING])
def test_what_came_back_in_free_words_is_known_and_nobody_is_said_to_be_lost(words: str, quote: str) -> None:
    found = read_report(returned(ID, words, quote=quote))
    assert isinstance(found, ReturnedMail)
    assert (found.named, found.failed) == (ID, ())


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (IN_FREE_WORDS, None),
        ("host mx.example.net said: 550 5.1.1 <person@example.org>: User unknown (in reply to RCPT TO)", "no_mailbox"),
        ("550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Learn more", "no_mailbox"),
        ("Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'", None),
        ("Remote Server returned '<x #5.1.2 smtp;550 5.1.2 Host unknown>'", "no_domain"),
        ("smtp;552 5.2.2 mailbox full", "mailbox_full"),
        ("452 4.2.2 mailbox full", "mailbox_full"),
        ("550 #5.2.1 disabled", "mailbox_closed"),
        ("554 5.7.1 Service unavailable; client blocked", "refused"),
        ("451 4.7.1 Greylisting in action", "not_yet"),
        ("421 4.4.2 Connection dropped", "not_yet"),
        ("550 5.9.9 something new", None),
        ("550 5.1.1 unknown, and 552 5.2.2 full", None),
        ("550 5.1.1 unknown, and 550 5.9.9 something", None),
        ("450 5.1.1 contradicts itself", None),
        ("5.1.1 alone; version 5.1.1; Exim 4.4.1; 10.550 5.1.1", None),
        ("Tel. 0550 5.1.1, 550 5.1.1.7, 550 5.1.11", None),
        ("550 User unknown", None),
        ("", None),
    ],
)
def test_a_code_of_smtp_among_the_words_says_why_and_nothing_else_of_them_does(words: str, cause: str | None) -> None:
    found = read_report(returned(ID, words))
    assert isinstance(found, ReturnedMail)
    assert (found.cause, found.failed) == (cause, ())


@pytest.mark.parametrize("by", [by_exim, by_qmail])
def test_a_format_of_a_servers_own_says_who_is_never_reached(by: Callable[..., bytes]) -> None:
    found = read_report(by(ID, "Person@Example.org", "zweite@example.org"))
    assert isinstance(found, ReturnedMail)
    assert (ID in found.named, found.failed) == (True, (TO, "zweite@example.org"))


def test_it_may_come_back_attached_to_the_words() -> None:
    outer = MIMEMultipart("mixed")
    outer["Return-Path"], outer["From"] = "<>", "Postmaster <postmaster@mx.example.net>"
    outer.attach(MIMEText(IN_FREE_WORDS))
    inner = MIMEText("Guten Tag")
    inner["Message-ID"] = ID
    outer.attach(MIMEMessage(inner))
    found = read_report(outer.as_bytes())
    assert isinstance(found, ReturnedMail)
    assert (found.named, found.failed) == (ID, ())


@pytest.mark.parametrize(
    "answer",
    [
        out_of_office(ID),
        out_of_office(ID, text=f"Ihre Nachricht {ID} liest gerade niemand."),
        returned(ID, "Ich bin im Urlaub.", "X-Autoreply: yes"),
        returned(ID, "Ich bin im Urlaub.", "Precedence: bulk"),
    ],
    ids=range(4),
)
def test_nobodys_answering_machine_says_that_a_mail_came_back(answer: bytes) -> None:
    assert read_report(answer) == "automatic"


def test_a_person_who_passes_on_what_she_got_back_is_no_mail_server() -> None:
    passed_on = returned(ID, IN_FREE_WORDS).replace(b"Return-Path: <>\r\n", b"").replace(b"MAILER-DAEMON", b"frieda")
    assert read_report(passed_on) == "written"


@pytest.mark.parametrize("path", [b"", b"Return-Path: <postmaster@verein.example>\r\n"])
@pytest.mark.parametrize("form", [returned, by_exim, by_qmail])
def test_who_writes_from_the_mailbox_of_the_postmaster_may_be_a_human(form: Callable[..., bytes], path: bytes) -> None:
    mail = form(ID, TO).replace(b"Return-Path: <>\r\n", path).replace(b"MAILER-DAEMON", b"postmaster")
    assert read_report(mail.replace(b"Auto-Submitted: auto-replied\r\n", b"")) == "in_bulk"


@pytest.mark.parametrize(
    "hostile",
    [
        returned(ID, "Hi. This is the\r\n\r\n" + "<" * 100_000),
        returned(ID, "Hi. This is the\r\n\r\n" + "<a@b>:\r\n\r\n" * 20_000),
        returned(ID, "\r\n> Message-ID:" * 50_000),
        returned(ID, "Message-ID: " + "\t" * 100_000),
        returned(ID, "x", "X-Failed-Recipients: " + "(" * 50_000),
        returned(ID, "x", "X-Failed-Recipients: " + "a@b," * 30_000),
    ],
    ids=range(6),
)
def test_hostile_words_of_a_returned_mail_end_in_time(hostile: bytes) -> None:
    began = time.process_time()
    try:
        found = read_report(hostile)
    except (RecursionError, ValueError, LookupError):
        return
    finally:
        assert time.process_time() - began < LONGEST
    assert not isinstance(found, ReturnedMail) or len(found.failed) <= MOST_RECIPIENTS
