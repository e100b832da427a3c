"""How a client reaches the broker, and who it says it is: for relay and subscriptions alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailed, UnsupportedSaslMechanismError

from shared.settings import Settings

REFUSED = (SaslAuthenticationFailed, UnsupportedSaslMechanismError)
PATIENCE_MS = 3_000


class RefusedByBroker(Exception):
    """A broker is there, but it does not know this user by this password."""


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
        """What aiokafka's clients take."""
        return {"bootstrap_servers": self.bootstrap} | self._login

    @asynccontextmanager
    async def told_apart(self) -> AsyncIterator[None]:
        """Around a client's start: to it a wrong password looks like a broker that is away, so it is asked again."""
        try:
            yield
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
