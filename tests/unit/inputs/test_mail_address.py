"""What is accepted can be sent, and what cannot be sent is refused where it is typed."""

import asyncio
import unicodedata
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from shared import mail_address
from shared.errors import Invalid
from shared.mail_address import MailAddress
from shared.text import HIDDEN

ATEXT = "abcxyzABC019!#$%&'*+/=?^_`{|}~-."
LETTERS = "abz09-üßéçжяعبא漢字.。 "
ANYTHING = 'aZ9.@-_+()<>[]"\\,;: \t\r\n\0\u00a0\u200b\u202e\u2066\ufeff\ud800üßжع漢。＠=?%!'
LONG = f"{'l' * 64}@{'d' * 60}.{'e' * 60}.{'f' * 60}.org"


def accepted(text: str) -> str | None:
    try:
        return mail_address.read(text)
    except Invalid:
        return None


def composed(address: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(addr_spec="kontakt@lotse.example.org")
    message["To"] = [Address(addr_spec=address)]
    message["Subject"] = "Es gibt etwas Neues"
    message.set_content("Grüße", cte="quoted-printable")
    return message


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        ("p@example.org", "p@example.org"),
        (" p@example.org\r\n", "p@example.org"),
        ("\u00a0p@example.org\t", "p@example.org"),
        ("P.Q+r@EXAMPLE.org", "P.Q+r@example.org"),
        ("o'neil_1%x@example.org", "o'neil_1%x@example.org"),
        ("p@bücher.example.org", "p@xn--bcher-kva.example.org"),
        ("p@bu\u0308cher.example.org", "p@xn--bcher-kva.example.org"),
        ("p@BÜCHER.example.org", "p@xn--bcher-kva.example.org"),
        ("p@straße.example.org", "p@xn--strae-oqa.example.org"),
        ("p@example。org", "p@example.org"),
        ("p@xn--bcher-kva.example.org", "p@xn--bcher-kva.example.org"),
    ],
)
def test_an_address_is_kept_as_mails_are_sent_to_it(typed: str, sent_to: str) -> None:
    assert mail_address.read(typed) == sent_to


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "@", "p", "p@", "@example.org", "p@example", "p@localhost", "p@x.test", "p@x.invalid"),
        *("p@example.org.", "p@.example.org", "p@example..org", ".p@example.org", "p.@example.org", "p..q@example.org"),
        *(
            "(p@example.org)",
            "p@example.org (home)",
            "<p@example.org>",
            "Petra <p@example.org>",
            "mailto:p@example.org",
        ),
        *('"p q"@example.org', '"p"@example.org', "p q@example.org", "p@exa mple.org", "p\\@q@example.org"),
        *("p@example.org,q@example.org", "p@example.org;q@example.org", "p@example.org q@example.org", "a@b@c.org"),
        *("p@example.org\r\nBcc: q@example.org", "p\n@example.org", "p\r@example.org", "p@exa\nmple.org", "p\0@x.org"),
        *("p\u202e@example.org", "\u202ep@example.org", "p@exam\u2066ple.org", "p@example.org\u200b", "p@e\u00adx.org"),
        *("ü@example.org", "п@example.org", "p@[127.0.0.1]", "p@127.0.0.1", "p@-a.org", "p@a_b.org", "p@☃.example.org"),
        *(
            "p@xn--zz.org",
            "p@١٢.org",
            "p@\u0301.org",
            "p＠example.org",
            "\ud800@x.org",
            "p@\ud800.org",
            "ﬁ@x.org",
        ),
        *("=?utf-8?q?p?=@example.org", "a=?b@example.org", "p@example.org@example.org"),
        *(
            "l" * 65 + "@example.org",
            "p@" + "d" * 64 + ".org",
            f"{'l' * 64}@{LONG.partition('@')[2]}x.de",
            "x" * 9_999,
        ),
    ],
)
def test_what_no_mail_can_be_sent_to_is_refused_at_once(typed: str) -> None:
    assert accepted(typed) is None


def test_a_refusal_says_what_helps_and_never_what_was_typed() -> None:
    with pytest.raises(Invalid) as refused:
        mail_address.read("geheim@example.org.")

    assert (refused.value.slug, refused.value.status) == ("bad-mail-address", 422)
    assert "name@example.org" in refused.value.sentence
    assert "geheim" not in repr(refused.value) + refused.value.sentence
    assert refused.value.__suppress_context__


def test_a_domain_is_shown_in_its_own_letters() -> None:
    assert mail_address.readable("p@xn--bcher-kva.example.org") == "p@bücher.example.org"
    assert mail_address.readable("+49 30 1234") == "+49 30 1234"


def test_a_field_of_a_model_is_refused_by_name() -> None:
    class Way(BaseModel):
        address: MailAddress
        second: MailAddress

    with pytest.raises(ValidationError) as refused:
        Way(address="(p@example.org)", second="p@example..org")

    assert [each["loc"] for each in refused.value.errors()] == [("address",), ("second",)]
    assert Way(address=" p@Example.org ", second="q@example.org").address == "p@example.org"


@given(
    st.one_of(
        st.builds("{}@{}".format, st.text(ATEXT, min_size=1, max_size=70), st.text(LETTERS, max_size=70)),
        st.builds("{}@{}.org".format, st.text(ATEXT, min_size=1, max_size=64), st.text(LETTERS, max_size=250)),
        st.emails(),
        st.text(ANYTHING, max_size=40),
        st.builds("p@{}.example.org".format, st.text(max_size=20)),
        st.builds("{}@example.org".format, st.text(max_size=20)),
    )
)
@example(LONG)
@example("=?utf-8?q?p?=@example.org")
@example(f"{'a.' * 31}b@example.org")
def test_whatever_is_accepted_is_composed_serialised_and_read_back_as_the_same_single_address(typed: str) -> None:
    address = accepted(typed)
    if address is None:
        return

    assert mail_address.read(address) == address
    assert len(address) <= mail_address.LONGEST
    raw = composed(address).as_bytes()
    assert raw.isascii()
    back = BytesParser(policy=policy.SMTP).parsebytes(raw)
    assert [each.addr_spec for each in back["To"].addresses] == [address]
    assert not back["To"].defects
    assert aiosmtplib.email.extract_addresses(back["To"]) == [address]


class Mailbox:
    def __init__(self) -> None:
        self.envelopes: list[list[str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        self.envelopes.append(list(envelope.rcpt_tos))
        return "250 OK"


@pytest.mark.parametrize(
    "address", [LONG, "p@xn--bcher-kva.example.org", "?=p=q?@example.org", "o'neil+{x}|y~z!#$%&*/^_`@example.org"]
)
async def test_a_mail_server_takes_it_as_the_envelope(address: str) -> None:
    mailbox = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        message = composed(mail_address.read(address))
        await aiosmtplib.send(message, sender="k@example.org", recipients=[address], hostname="127.0.0.1", port=port)

    assert mailbox.envelopes == [[address]]


@pytest.mark.parametrize("template", ["a{}b@example.org", "ab@exa{}mple.org", "ab@example.o{}rg"])
def test_no_address_has_a_character_that_nobody_sees(template: str) -> None:
    unseen = [
        each for each in map(chr, range(0x110000)) if HIDDEN.fullmatch(each) or unicodedata.category(each) == "Cf"
    ]

    assert len(unseen) > 150
    assert {ascii(each) for each in unseen if accepted(template.format(each))} == set()
