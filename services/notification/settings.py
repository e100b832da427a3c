"""Notification's environment: where mail leaves, under which neutral name, and which hosts of partners may be told."""

from ipaddress import ip_address
from typing import Self

from pydantic import Field, SecretStr, model_validator

from services.notification.domain.webhook_address import Destinations, Sink
from shared.sealing.keys import decode
from shared.settings import Settings


class NotificationSettings(Settings):
    """`webhook_hosts`: where partners' systems may be; `webhook_sink`: a receiver on this machine, demo only."""

    audit_key: SecretStr
    webhook_key: SecretStr
    smtp: str = Field(pattern=r"^[^:\s]+:\d{1,5}$")
    mail_from: str = Field(default="nachricht@example.org", pattern=r"^[^@\s]+@[^@\s]+$")
    webhook_hosts: frozenset[str] = frozenset()
    webhook_sink: str | None = Field(default=None, pattern=r"^[0-9.]+:\d{1,5}$")

    @model_validator(mode="after")
    def _has_no_sink_in_production(self) -> Self:
        if self.profile == "production" and self.webhook_sink is not None:
            raise ValueError("LOTSE_WEBHOOK_SINK is for the demo: production has none")
        return self

    @property
    def smtp_address(self) -> tuple[str, int]:
        return _address(self.smtp)

    @property
    def destinations(self) -> Destinations:
        if self.webhook_sink is None:
            return Destinations(self.webhook_hosts)
        host, port = _address(self.webhook_sink)
        return Destinations(self.webhook_hosts, Sink(str(ip_address(host)), port))

    @property
    def signing_key(self) -> bytes:
        """Under which the secrets of partners' systems are sealed in the store."""
        return decode(self.webhook_key.get_secret_value())


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.partition(":")
    return host, int(port)
