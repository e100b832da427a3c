"""A request to a partner's system: to an address that was looked up once and checked, and nowhere else.

No redirect is followed, no proxy is asked, and nothing of the answer is read but its status.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import httpcore2

from services.notification.domain.webhook import WebhookOutcome
from services.notification.domain.webhook_address import Destinations
from shared.errors import Invalid

TIMEOUT: Final = 10.0
"""Seconds for all of a request, however slowly the answer comes; half of them for each step."""
GONE: Final = 410

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""(host, port) → IP addresses; raises OSError."""
Tls = Callable[[], ssl.SSLContext]


class Forbidden(Exception):
    """The name leads to an address that nothing may be sent to."""


@cache
def public_authorities() -> ssl.SSLContext:
    """Returns the context that trusts the public authorities.

    It is made once: reading all their certificates takes longer than a request.
    """
    return httpcore2.default_ssl_context()


async def look_up(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


class CheckedNetwork(httpcore2.AsyncNetworkBackend):
    """Looks a name up once, refuses it if any of its addresses is forbidden, and connects to the first of these."""

    def __init__(self, destinations: Destinations, resolve: Resolve, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._destinations = destinations
        self._resolve = resolve
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._resolve(host, port)
        if not addresses or not all(self._destinations.permit(each, port) for each in addresses):
            raise Forbidden
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        raise Forbidden

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


@dataclass(frozen=True)
class WebhookClient:
    destinations: Destinations
    resolve: Resolve = look_up
    tls: Tls = public_authorities
    timeout: float = TIMEOUT
    network: httpcore2.AsyncNetworkBackend = field(default_factory=httpcore2.AnyIOBackend)

    async def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> WebhookOutcome:
        """Posts a message and returns the outcome; raises nothing that the receiver or the network could cause."""
        try:
            self.destinations.read(address)
            async with asyncio.timeout(self.timeout):
                return _outcome(await self._status(address, body, headers))
        except (Forbidden, Invalid):
            return "forbidden"
        except TimeoutError:
            return "too_slow"
        except httpcore2.TimeoutException:
            return "too_slow"
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, UnicodeError) as error:
            return "tls" if _is_of_tls(error) else "unreachable"

    async def _status(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        network = CheckedNetwork(self.destinations, self.resolve, self.network)
        async with httpcore2.AsyncConnectionPool(ssl_context=self.tls(), network_backend=network) as connections:
            url = httpcore2.URL(address)
            host = url.host.decode() if url.port is None else f"{url.host.decode()}:{url.port}"
            own = {"Host": host, "Content-Length": str(len(body)), "Connection": "close"}
            sent: list[tuple[str | bytes, str | bytes]] = [*own.items(), *headers.items()]
            waits = dict.fromkeys(("connect", "read", "write", "pool"), self.timeout / 2)
            async with connections.stream(
                "POST", url, headers=sent, content=body, extensions={"timeout": waits}
            ) as got:
                return got.status


def _outcome(status: int) -> WebhookOutcome:
    if status == GONE:
        return "gone"
    match status // 100:
        case 2:
            return "delivered"
        case 3:
            return "redirected"
        case _:
            return "refused"


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
