"""Starts clients of the broker with its address, user and password: for relay and subscriptions alike."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError

from shared.settings import Settings

REFUSED = (SaslAuthenticationFailed, UnsupportedSaslMechanismError)
PATIENCE_MS = 3_000
TO_THE_END = 1.0


class Client(Protocol):
    async def start(self) -> None: ...


class RefusedByBroker(Exception):
    """A broker is there, but it refuses this user, password or mechanism."""


@dataclass(frozen=True)
class Connection:
    bootstrap: str
    user: str | None = None
    password: str = field(default="", repr=False)
    mechanism: str = "SCRAM-SHA-512"

    @classmethod
    def of(cls, settings: Settings) -> "Connection":
        assert settings.kafka is not None, "LOTSE_KAFKA is missing"
        password = settings.kafka_password.get_secret_value() if settings.kafka_password else ""
        return cls(settings.kafka, settings.kafka_user, password, settings.kafka_mechanism)

    @property
    def options(self) -> dict[str, Any]:
        """Options that aiokafka's clients take."""
        return {"bootstrap_servers": self.bootstrap} | self._login

    async def start(self, client: Client) -> None:
        """Starts the client. Raises RefusedByBroker for a wrong login, which to a client looks like no broker."""
        try:
            await _whole(client)
        except KafkaConnectionError:
            if await self._is_refused():
                raise RefusedByBroker from None
            raise

    @property
    def _login(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }

    async def _is_refused(self) -> bool:
        """Whether a broker refuses the login.

        It is asked on a connection of our own, because aiokafka's `bootstrap` logs why a host cannot be used and then
        forgets it.
        """
        for host, port, _ in collect_hosts(self.bootstrap):
            try:
                conn = await create_conn(host, port, request_timeout_ms=PATIENCE_MS, **self._login)
            except REFUSED:
                return True
            except (OSError, TimeoutError, KafkaError):
                continue
            conn.close()
            return False
        return False


async def _whole(client: Client) -> None:
    """Starts the client; a caller that is cancelled meanwhile still waits for a moment.

    A client that is cut off while it asks for the cluster's brokers never closes the connection that it asks on
    (aiokafka's `bootstrap`). Only joining a group takes longer than that moment.
    """
    starting = asyncio.ensure_future(client.start())
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait({starting}, timeout=TO_THE_END)
        raise
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
