"""Reads the environment into one frozen object, checked at start. A service adds its fields in its `settings.py`."""

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

from shared.secret import Secret, SecretFile, fixed


class Settings(BaseSettings):
    """Variables carry the prefix `LOTSE_`, and an empty one counts as not set.

    A secret is a file, named like its field, in the folder `LOTSE_SECRETS`.
    """

    model_config = SettingsConfigDict(
        env_prefix="LOTSE_", env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    host: str = "127.0.0.1"
    port_own: int = 8000
    profile: Literal["demo", "production"] = "demo"
    backup_days: int = 1
    instance: str | None = None
    otlp: str | None = None
    store: str
    keys: str | None = None
    kafka: str | None = None
    broker: Literal["kafka", "noida"] = "kafka"
    kafka_user: str | None = None
    kafka_password: SecretStr | None = None
    kafka_mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    public_url: str
    staff_url: str
    partner_url: str
    issuer: str | None = None
    client_id: str = "lotse-desk"
    second_factor: str | None = Field(default=None, pattern=r"^(acr|amr)=\S+( \S+)*$")
    peers: dict[str, str] = Field(default_factory=dict)
    public_keys: dict[str, str] = Field(default_factory=dict)
    callers: dict[str, str] = Field(default_factory=dict)
    private_key: SecretStr | None = None
    cookie_key: SecretStr | None = None
    sign_in_public_key: SecretStr | None = None
    service_token: SecretStr | None = None
    audit_key: SecretStr | None = None

    def secret(self, name: str) -> Secret:
        """The secret of this name, which follows its file where it came from one."""
        given: SecretStr | None = getattr(self, name)
        assert given is not None, f"LOTSE_SECRETS holds no {name}"
        folder = os.environ.get("LOTSE_SECRETS")
        file = Path(folder, name) if folder else None
        return SecretFile(file) if file and file.is_file() else fixed(given.get_secret_value())

    def public_key(self, service: str) -> Secret:
        """The public key of this service, which follows the file of keys where they came from one."""
        folder = os.environ.get("LOTSE_SECRETS")
        file = Path(folder, "public_keys") if folder else None
        if not (file and file.is_file()):
            return fixed(self.public_keys[service])
        keys = SecretFile(file)
        return lambda: str(json.loads(keys())[service])

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        secrets = SecretsSettingsSource(settings_cls, os.environ.get("LOTSE_SECRETS"), env_prefix="")
        return init_settings, env_settings, secrets
