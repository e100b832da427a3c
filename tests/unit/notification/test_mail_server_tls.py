"""Mails leave encrypted or not at all: STARTTLS is demanded, the certificate looked at, the password said only then."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from infra.embedded.ports import HOST, free_ports
from services.notification import smtp
from services.notification.domain.message_id import MessageIds
from services.notification.mail_texts import MailText
from services.notification.smtp import Login, Mail, MailServer
from shared.errors import TryLater
from shared.secret import Secret, fixed
from tests.harness.services.mail_server import Mailbox

NOW = datetime.now(UTC)
MAIL = Mail("id", NOW, ("k@example.org",), MailText("Betreff", "Text"))
SENDER, USER, PASSWORD = "lotse@example.org", "lotse", "a-password-for-tests"


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
    named = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
    signed = made.add_extension(named, critical=True).sign(key, hashes.SHA256())
    file = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@contextmanager
def a_server(tls: ssl.SSLContext | None, *, at_once: bool = False, asks: bool = False) -> Iterator[Mailbox]:
    """`at_once`: it speaks TLS from the first byte; `asks`: for a login."""
    (port,) = free_ports(1)
    mailbox = Mailbox(HOST, port)
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls and not at_once else {}
    if asks:
        options |= {"authenticator": authenticate, "auth_required": True}
    controller = Controller(mailbox, HOST, port, ssl_context=tls if at_once else None, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: LoginPassword) -> AuthResult:
    known = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Of a server whose certificate this process believes."""
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return context


def to(mailbox: Mailbox, password: str | None = None) -> MailServer:
    said: Secret | None = fixed(password) if password else None
    return MailServer(
        mailbox.host, mailbox.port, SENDER, MessageIds(b"key", "example.org"), login=Login(USER, said) if said else None
    )


async def test_a_server_that_offers_no_tls_gets_no_mail() -> None:
    with a_server(None) as mailbox:
        with pytest.raises(TryLater):
            await to(mailbox).send(MAIL)
        assert mailbox.mails == []


async def test_a_server_whose_certificate_is_not_believed_gets_no_mail(tmp_path: Path) -> None:
    with a_server(certificate(tmp_path)[1]) as mailbox:
        with pytest.raises(TryLater):
            await to(mailbox).send(MAIL)
        assert mailbox.mails == []


async def test_over_starttls_it_leaves(tls: ssl.SSLContext) -> None:
    with a_server(tls) as mailbox:
        await to(mailbox).send(MAIL)
        assert len(mailbox.mails) == 1


async def test_on_the_port_for_it_tls_begins_with_the_first_byte(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_server(tls, at_once=True) as mailbox:
        monkeypatch.setattr(smtp, "FROM_THE_FIRST_BYTE", mailbox.port)
        await to(mailbox).send(MAIL)
        assert len(mailbox.mails) == 1


@pytest.mark.parametrize(("password", "mails"), [(PASSWORD, 1), ("another", 0), (None, 0)])
async def test_who_has_to_log_in_does(tls: ssl.SSLContext, password: str | None, mails: int) -> None:
    """A password that is wrong loses no mail: it is tried until somebody mended it."""
    with a_server(tls, asks=True) as mailbox:
        try:
            await to(mailbox, password).send(MAIL)
        except TryLater:
            assert not mails
        assert len(mailbox.mails) == mails


@pytest.mark.parametrize("line", [b"2", b"220-x\r\n", b"\x16\x03"], ids=["byte", "line", "noise"])
async def test_a_server_that_drips_is_left_in_time(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time for itself, and the answer never ends."""
    monkeypatch.setattr(smtp, "WITHIN", 0.4)

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while True:
                writer.write(line)
                await writer.drain()
                await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    began = time.monotonic()
    with pytest.raises(TryLater):
        await MailServer(HOST, port, SENDER, MessageIds(b"key", "example.org"), tls=False).send(MAIL)
    assert time.monotonic() - began < smtp.TIMEOUT
    server.close()
