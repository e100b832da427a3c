"""Where a partner's system may be told something: nothing inside leads there, in whatever spelling."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.domain.webhook_address import Destinations, Sink, is_public
from shared.errors import Invalid

HOST = "hook.example.org"
ALLOWED = Destinations(frozenset({HOST}))
INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - an address that is refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:c0a8:101::1",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "100::1",
]
NO_ADDRESS = [
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "127.1",
    "0177.0.0.1",
    "127.0.0.1 ",
    "localhost",
    "",
    "１２７.0.0.1",
]
PUBLIC = ["9.9.9.9", "193.0.14.129", "2620:fe::fe", "64:ff9b::909:909", "::ffff:9.9.9.9"]


@pytest.mark.parametrize("address", INSIDE + NO_ADDRESS)
def test_no_spelling_of_an_inner_address_is_public(address: str) -> None:
    assert not is_public(address)
    assert not ALLOWED.permit(address, 443)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_permitted_at_the_port_of_https_only(address: str) -> None:
    assert ALLOWED.permit(address, 443)
    assert not ALLOWED.permit(address, 22)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_mapped_into_ipv6_as_it_is_itself(address: IPv4Address) -> None:
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    assert is_public(str(mapped)) == is_public(str(address))


@given(st.ip_addresses(v=6))
def test_what_the_standard_library_calls_private_is_never_public(address: IPv6Address) -> None:
    assert not (is_public(str(address)) and (address.is_private or address.is_link_local or address.is_site_local))


@pytest.mark.parametrize(
    "text",
    [
        f"http://{HOST}/",
        f"https://{HOST}:8443/",
        f"https://{HOST}.evil.example/",
        "https://other.example.org/",
        f"https://other.example.org@{HOST}/",
        f"https://{HOST}@other.example.org/",
        f"https://{HOST}/#at",
        f"https://{HOST}\\@other.example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        f"ftp://{HOST}/",
        f"//{HOST}/",
        f"https://{HOST}/a b",
        f"https://{HOST}/\r\nX: y",
        f"https://{HOST}:99999/",
        "https://hööks.example.org/",
        f"https://{HOST}/{'a' * 500}",
        "",
    ],
)
def test_only_https_at_a_host_that_operation_allows_is_taken(text: str) -> None:
    with pytest.raises(Invalid):
        ALLOWED.read(text)


@pytest.mark.parametrize("text", [f"https://{HOST}/lotse", f"https://{HOST}:443/a?b=c", f"https://{HOST.upper()}/"])
def test_an_allowed_address_stays_as_it_was_given(text: str) -> None:
    assert ALLOWED.read(text) == text


def test_where_no_host_is_allowed_there_is_no_address() -> None:
    with pytest.raises(Invalid):
        Destinations().read(f"https://{HOST}/")


def test_the_sink_of_the_demo_is_its_own_port_and_no_other() -> None:
    demo = Destinations(sink=Sink("127.0.0.1", 9400))
    assert demo.read("http://127.0.0.1:9400/lotse")
    assert demo.permit("127.0.0.1", 9400)
    assert not demo.permit("127.0.0.1", 27017)
    for other in ("http://127.0.0.1:27017/", "http://localhost:9400/", "https://127.0.0.1:9400/", "http://127.1:9400/"):
        with pytest.raises(Invalid):
            demo.read(other)
