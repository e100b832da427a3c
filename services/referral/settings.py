"""What referral needs from the environment besides what every service does."""

from pydantic import SecretStr

from shared.sealing.keys import decode
from shared.settings import Settings


class ReferralSettings(Settings):
    link_key: SecretStr
    audit_key: SecretStr

    @property
    def link(self) -> bytes:
        return decode(self.link_key.get_secret_value())
