"""The addresses where a partner's system may be told something.

They are reached by https, at hosts that operation allows, in the public internet.
"""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from shared.errors import Invalid

LONGEST: Final = 500
HTTPS_PORT: Final = 443
UNICAST: Final = IPv6Network("2000::/3")
"""All IPv6 addresses that are given out (RFC 4291, 2.4)."""
CARRIES_IPV4: Final = IPv6Network("64:ff9b::/96")
"""The addresses that carry an IPv4 address (RFC 6052): their last 32 bits are the address that is reached."""


@dataclass(frozen=True)
class Sink:
    """A receiver on this machine, for the demo: no address of production. `host` is an IP address."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"


@dataclass(frozen=True)
class Destinations:
    """The allowed destinations. `hosts`: names that operation allows, as they stand in an address."""

    hosts: Collection[str] = ()
    sink: Sink | None = None

    def read(self, text: str) -> str:
        """Returns the address as it was given. Raises Invalid for one that nothing may be sent to."""
        if not (text.isascii() and text.isprintable() and len(text) <= LONGEST) or "\\" in text or " " in text:
            raise Invalid(sentence="Diese Adresse enthält Zeichen, die nicht erlaubt sind, oder ist zu lang.")
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise Invalid(sentence="Das ist keine Adresse im Internet.") from None
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise Invalid(sentence="Die Adresse darf keine Zugangsdaten und kein # enthalten.")
        if self.sink and (parts.scheme, host, port) == ("http", self.sink.host, self.sink.port):
            return text
        if parts.scheme != "https" or port not in (None, HTTPS_PORT):
            raise Invalid(sentence="Die Adresse muss mit https:// beginnen und darf keinen anderen Port nennen.")
        if host not in self.hosts:
            raise Invalid(sentence="Diesen Rechner hat der Betrieb noch nicht freigegeben.")
        return text

    def permit(self, address: str, port: int) -> bool:
        """Whether a connection may be made to this IP address."""
        if self.sink and (address, port) == (self.sink.host, self.sink.port):
            return True
        return port == HTTPS_PORT and is_public(address)


def is_public(text: str) -> bool:
    """Whether the address is one of the public internet; False also for what is no IP address in its usual spelling."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _is_public_4(address) if isinstance(address, IPv4Address) else _is_public_6(address)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_public_6(address: IPv6Address) -> bool:
    """Whether it is public; not where it stands for another one by 6to4 or Teredo, which are no way to that one."""
    if address.ipv4_mapped is not None:
        return _is_public_4(address.ipv4_mapped)
    if address in CARRIES_IPV4:
        return _is_public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None or address.teredo is not None or address.scope_id is not None:
        return False
    return address in UNICAST and address.is_global and not address.is_multicast
