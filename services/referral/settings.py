"""Settings that referral needs from its environment, beyond those of every service."""

from typing import NamedTuple

from pydantic import Field, SecretStr

from shared.moved_clock import MovableClock
from shared.sealing import Keyring
from shared.sealing.keys import decode


class ContactPoint(NamedTuple):
    """Phone and mail by which partners reach the counsellors; an empty one is not shown."""

    phone: str
    mail: str


class ReferralSettings(MovableClock):
    keys: str
    private_key: SecretStr
    link_key: SecretStr
    audit_key: SecretStr
    point_phone: str = Field(default="", pattern=r"^(\+|0)[0-9 ]{5,}$|^$")
    point_mail: str = ""

    @property
    def own_key(self) -> Keyring:
        return Keyring(self.secret("private_key"))

    @property
    def contact_point(self) -> ContactPoint:
        return ContactPoint(self.point_phone, self.point_mail)

    @property
    def link(self) -> bytes:
        """Signs the links to partners."""
        return decode(self.link_key.get_secret_value())
