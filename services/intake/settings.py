"""Settings that intake needs from its environment, beyond those of every service."""

import hmac
import re
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from services.intake.domain.retention_period import PERIODS, Periods
from services.intake.limits import CHANNEL_PER_MINUTE
from shared.mailbox.imap import MailAccount
from shared.sealing import Keyring, PublishedKey
from shared.settings import Settings

INVENTED_PHONE: Final = re.compile(r"0(30 ?23125|69 ?90009|40 ?66969|221 ?4710|89 ?99998) ?[0-9]{3}")
"""Numbers that the Bundesnetzagentur reserves for films, and assigns to nobody."""
INVENTED_MAIL: Final = re.compile(r"@(.*\.)?example(\.(org|com|net))?$")

ARBITRATION: Final = (
    "Schlichtungsstelle nach § 16 des Behindertengleichstellungsgesetzes bei dem Beauftragten der Bundesregierung für "
    "die Belange von Menschen mit Behinderungen, www.schlichtungsstelle-bgg.de"
)
"""The arbitration office for bodies of the Federation; those of a Land have another."""


class Operator(BaseModel):
    """The operator of the contact point (§ 5 DDG, Articles 13 and 77 GDPR, § 7 BITV 2.0). Empty fields are hidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    address: str = Field(min_length=1)
    represented_by: str = Field(min_length=1)
    mail: str = Field(min_length=1)
    phone: str = ""
    register_entry: str = ""
    privacy_officer: str = Field(min_length=1)
    """The way to reach the data protection officer."""
    authority: str = Field(min_length=1)
    """The data protection authority in charge."""
    accessibility: str = ""
    """The address for reports of barriers; `mail` where it is empty."""
    arbitration: str = ARBITRATION
    """The arbitration office for reports of a barrier that lead nowhere."""
    press: str = ""
    security: str = Field(default="", pattern=r"^((mailto:|https://)\S+)?$")
    sign_language_video: str = Field(default="", pattern=r"^(https://\S+)?$")


class IntakeSettings(Settings):
    pepper: SecretStr

    @property
    def pepper_bytes(self) -> bytes:
        return self.pepper.get_secret_value().encode()


class FaceSettings(IntakeSettings):
    """Settings of the public face, which refuses to start with a private key in reach. `store` is its own database."""

    follow_key: SecretStr
    channel_per_minute: int = Field(default=CHANNEL_PER_MINUTE, ge=1)
    point_phone: str | None = Field(default=None, pattern=r"^(\+|0)[0-9 ]{5,}$|^$")
    point_mail: str | None = None
    """Phone and mail of the contact point; each is shown only if given."""
    operator: Operator | None = None
    """Absent only in a demo, whose pages say that nobody stands behind it."""

    @model_validator(mode="after")
    def _without_private_key(self) -> Self:
        if self.private_key is not None:
            raise ValueError("the public face must not be given the private key")
        return self

    @model_validator(mode="after")
    def _nothing_invented(self) -> Self:
        """Refuses invented contact data in production: a person in danger would ring a number of nobody."""
        invented = is_invented(self.point_phone, self.point_mail)
        if self.profile == "production" and invented:
            raise ValueError("point_phone and point_mail must be real: these are kept for examples")
        return self

    @model_validator(mode="after")
    def _somebody_answers_for_it(self) -> Self:
        if self.profile == "production" and self.operator is None:
            raise ValueError("operator must say who answers for the contact point: Impressum and privacy page need it")
        return self

    @property
    def team_key(self) -> PublishedKey:
        return PublishedKey(self.public_key("intake"))


def is_invented(phone: str | None, mail: str | None) -> bool:
    return bool(INVENTED_PHONE.fullmatch(phone or "") or INVENTED_MAIL.search(mail or ""))


class DeskSettings(IntakeSettings):
    keys: str
    kafka: str
    private_key: SecretStr
    cookie_key: SecretStr
    sign_in_key: SecretStr
    audit_key: SecretStr
    retention: Periods = PERIODS
    """The retention periods of what is closed; as JSON, with the fields that differ."""
    imap: str = Field(default="", pattern=r"^$|^[^:\s]+:\d{1,5}$")
    """Host and port of the contact point's mailbox; where it is empty, no mails are fetched."""
    imap_user: str = ""
    imap_password: SecretStr | None = None
    imap_folder: str = "INBOX"
    imap_tls: bool = True
    imap_address: str = Field(default="", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    """The address of this mailbox: a mail from it is one of our own that came back, and replies go to it."""
    imap_pause: float = Field(default=20.0, gt=0)
    """Seconds between two looks into the mailbox."""

    @property
    def answers_to(self) -> str:
        """Returns the address under which mails are read here; empty where none are."""
        return self.imap_address if self.imap else ""

    @model_validator(mode="after")
    def _whole_account(self) -> Self:
        if self.imap and not (self.imap_user and self.imap_password):
            raise ValueError("imap needs imap_user and imap_password")
        if self.imap and self.profile == "production" and not self.imap_tls:
            raise ValueError("mails are fetched over TLS only")
        return self

    @property
    def mail_account(self) -> MailAccount | None:
        if not self.imap:
            return None
        host, _, port = self.imap.rpartition(":")
        password = self.secret("imap_password")
        return MailAccount(host, int(port), self.imap_user, password, self.imap_folder, tls=self.imap_tls)

    @property
    def found_by(self) -> bytes:
        return found_by(self.audit_key.get_secret_value())

    @property
    def own_key(self) -> Keyring:
        return Keyring(self.secret("private_key"))


def found_by(audit_key: str) -> bytes:
    """Returns the secret of domain/found_by.py: derived from the audit key, which no other process of intake has."""
    return hmac.digest(audit_key.encode(), b"lotse found by", "sha256")
