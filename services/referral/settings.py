"""What referral needs from its environment, beyond what every service does."""

from pydantic import SecretStr

from shared.sealing import Keyring
from shared.sealing.keys import decode
from shared.settings import Settings


class ReferralSettings(Settings):
    keys: str
    private_key: SecretStr
    link_key: SecretStr
    audit_key: SecretStr

    @property
    def own_key(self) -> Keyring:
        return Keyring(self.secret("private_key"))

    @property
    def link(self) -> bytes:
        """Signs the links to partners."""
        return decode(self.link_key.get_secret_value())
