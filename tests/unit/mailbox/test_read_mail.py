"""Whatever bytes a mail is made of, something that a human can read comes out, and nothing is raised."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.mail import number_in
from shared.mailbox.letterhead import Attached
from shared.mailbox.plain_text import decoded, from_html
from shared.mailbox.read_mail import EMPTY, UNREADABLE, identity, read_mail
from shared.text import LONGEST, Typed
from tests.harness.services.imap_server import a_mail


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


@given(st.binary(max_size=2_000))
def test_any_bytes_become_a_text_that_can_be_stored(raw: bytes) -> None:
    read = read_mail(raw)
    assert Typed(LONGEST).read(read.text) == read.text
    assert read.head.model_dump_json()


@given(
    st.lists(
        st.sampled_from([b"Subject: =?x?q?=ff?=", b"Content-Type: multipart/mixed; boundary=a", b"--a", b"", b"\xff"])
    )
)
def test_any_order_of_broken_lines_becomes_a_text(lines: list[bytes]) -> None:
    assert read_mail(b"\r\n".join(lines)).text


def test_what_is_nested_without_end_is_said_to_be_unreadable() -> None:
    level = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
    read = read_mail(b"".join(level % (each, each) for each in range(5_000)))
    assert (read.text, read.head.unreadable) == (UNREADABLE, True)


def test_a_mail_without_text_says_so() -> None:
    assert read_mail(a_mail("  \r\n")).text == EMPTY


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "Drohung für Änne".encode()),
        ("iso-8859-1", "Drohung für Änne".encode("latin-1")),
        ("iso-8859-1", "Drohung für Änne".encode()),
        ("us-ascii", "Drohung für Änne".encode("cp1252")),
        ("utf-8", "Drohung für Änne".encode("cp1252")),
        ("no-such-charset", "Drohung für Änne".encode()),
        ("utf-16", "Drohung für Änne".encode("utf-16")),
        (None, "Drohung für Änne".encode("cp1252")),
    ],
)
def test_a_wrong_charset_costs_no_letter(charset: str | None, data: bytes) -> None:
    assert decoded(data, charset) == "Drohung für Änne"


def test_of_two_renderings_the_plain_one_is_read() -> None:
    both = mail(Subject="x")
    both.set_content("Nur Text.")
    both.add_alternative("<p>Mit <b>HTML</b></p>", subtype="html")
    assert read_mail(both.as_bytes()).text == "Nur Text."


def test_html_becomes_text_and_nothing_of_it_is_fetched() -> None:
    page = '<style>p{}</style><p>Guten&nbsp;Tag<br>hier</p><ul><li>a<li>b</ul><a href="https://x.example/?t=1">Link</a>'
    assert from_html(page + "<script>alert(1)</script><img src=https://t.example>") == (
        "Guten Tag\nhier\n\na\nb\nLink (https://x.example/?t=1)"
    )


def test_attachments_are_named_with_what_their_bytes_are() -> None:
    sent = mail(Subject="Anbei")
    sent.set_content("Anbei.")
    sent.add_attachment(b"%PDF-1.7\n", maintype="image", subtype="png", filename="Brief für Änne.png")
    sent.add_attachment(mail(Subject="Weitergeleitet"))
    read = read_mail(sent.as_bytes())
    assert read.text == "Anbei."
    assert read.head.attached[0] == Attached(name="Brief für Änne.png", kind="application/pdf", size=9)
    assert read.head.attached[1].name == "message/rfc822"


def test_what_is_too_long_is_shortened_and_says_so() -> None:
    read = read_mail(a_mail("x" * (LONGEST + 1)))
    assert (len(read.text), read.head.shortened) == (LONGEST, True)


def test_the_same_mail_is_known_again_by_another_way() -> None:
    assert identity(a_mail()) == identity(b"Received: by x\r\nReturn-Path: <a@b.example>\r\n" + a_mail())
    assert identity(a_mail()) != identity(a_mail("Anders."))
    assert identity(a_mail()) != identity(a_mail(message_id="<anders@mail.example>"))


def test_the_nearest_mail_that_is_answered_comes_first() -> None:
    read = read_mail(a_mail(References="<a@x.example> <b@x.example>", In_Reply_To="<c@x.example>"))
    assert read.answers == ("<c@x.example>", "<b@x.example>", "<a@x.example>")


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("AW: Fall L-4F7KX", "L-4F7KX"),
        ("l–4f7kx: noch etwas", "L-4F7KX"),
        ("zu L-4F7KXX", None),
        ("Firmenlauf L-FLYER", "L-F1YER"),
        ("4F7KX", None),
    ],
)
def test_a_case_number_in_a_subject_is_found_as_people_write_it(subject: str, number: str | None) -> None:
    assert number_in(subject) == number
