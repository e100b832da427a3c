"""What intake needs from its environment, beyond what every service does."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from services.intake.limits import CHANNEL_PER_MINUTE
from shared.sealing import Keyring, PublishedKey
from shared.settings import Settings


class IntakeSettings(Settings):
    pepper: SecretStr

    @property
    def pepper_bytes(self) -> bytes:
        return self.pepper.get_secret_value().encode()


class FaceSettings(IntakeSettings):
    """The public face never gets a private key: with one in reach it refuses to start. `store` is its own database."""

    follow_key: SecretStr
    channel_per_minute: int = Field(default=CHANNEL_PER_MINUTE, ge=1)

    @model_validator(mode="after")
    def _without_private_key(self) -> Self:
        if self.private_key is not None:
            raise ValueError("the public face must not be given the private key")
        return self

    @property
    def team_key(self) -> PublishedKey:
        return PublishedKey(self.public_key("intake"))


class DeskSettings(IntakeSettings):
    keys: str
    kafka: str
    private_key: SecretStr
    cookie_key: SecretStr
    sign_in_key: SecretStr
    audit_key: SecretStr

    @property
    def own_key(self) -> Keyring:
        return Keyring(self.secret("private_key"))
