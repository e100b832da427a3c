"""Notification's environment: where mail leaves, and under which neutral name."""

from pydantic import Field, SecretStr

from shared.settings import Settings


class NotificationSettings(Settings):
    audit_key: SecretStr
    smtp: str = Field(pattern=r"^[^:\s]+:\d{1,5}$")
    mail_from: str = Field(default="nachricht@example.org", pattern=r"^[^@\s]+@[^@\s]+$")

    @property
    def smtp_address(self) -> tuple[str, int]:
        host, _, port = self.smtp.partition(":")
        return host, int(port)
