"""Requests between services: authorized by a token, their content sealed for the service that reads it."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import httpx2
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from shared.errors import Malformed, Never, TryLater, Unauthenticated
from shared.sealing.keyring import Keyring, PublishedKey
from shared.sealing.keys import CannotOpen, decode, encode
from shared.settings import Settings
from shared.telemetry import tracing
from shared.text import LARGEST_BOX
from shared.web.trusted_authorities import trusted_authorities

GONE = {404, 410}
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def caller(*services: str) -> Callable[..., str]:
    """A dependency that returns the calling service's name; raises Unauthenticated for any other token."""

    def check(request: Request, bearer: Bearer) -> str:
        hashes: dict[str, str] = request.app.state.settings.callers
        presented = hashlib.sha256(bearer.credentials.encode()).hexdigest() if bearer else ""
        for service in services:
            if hmac.compare_digest(hashes.get(service, "-"), presented):
                return service
        raise Unauthenticated

    return check


def sealed_for(settings: Settings, service: str, content: Any) -> dict[str, str]:
    """The body of an answer that only this service can open."""
    box = PublishedKey(settings.public_key(service)).seal(json.dumps(content).encode())
    return {"sealed": encode(box)}


class Sealed(BaseModel):
    """The body of a request that only the service that gets it can open."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    sealed: Annotated[str, Field(max_length=LARGEST_BOX, repr=False)]

    def open(self, own: Keyring) -> Any:
        """Returns the content. Raises Malformed for a box that was not sealed for this service."""
        try:
            return json.loads(own.open(decode(self.sealed)))
        except (ValueError, LookupError, TypeError, CannotOpen):
            raise Malformed from None


class Peers:
    """Fetches content from the service that owns it, and hands content over to it. Call it outside any transaction."""

    def __init__(self, settings: Settings, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        assert settings.service_token is not None
        self.settings = settings
        self.addresses = settings.peers
        self.private = Keyring(settings.secret("private_key"))
        self.headers = {"Authorization": f"Bearer {settings.service_token.get_secret_value()}"}
        self.transport = transport

    async def get(self, service: str, path: str) -> bytes:
        """Returns the content, opened.

        Raises Never when the owner no longer has it or withholds it, TryLater for every other failure.
        """
        response = await self._ask(service, "GET", path)
        try:
            return self.private.open(decode(str(response.json()["sealed"])))
        except (ValueError, LookupError, TypeError, CannotOpen):
            raise TryLater(f"{service} answered nothing that can be opened") from None

    async def post(self, service: str, path: str, content: Any) -> Mapping[str, Any]:
        """Returns the service's answer, in the clear; it has dealt with `content` by then. Raises as `get` does."""
        response = await self._ask(service, "POST", path, sealed_for(self.settings, service, content))
        try:
            return dict(response.json())
        except (ValueError, TypeError):
            raise TryLater(f"{service} answered nothing that can be read") from None

    async def _ask(self, service: str, method: str, path: str, body: dict[str, str] | None = None) -> httpx2.Response:
        async with httpx2.AsyncClient(
            base_url=self.addresses[service],
            headers=self.headers,
            timeout=5,
            transport=self.transport,
            verify=trusted_authorities(),
        ) as http:
            tracing.carry(http)
            try:
                response = await http.request(method, path, json=body)
            except httpx2.TransportError:
                raise TryLater(f"{service} is away") from None
        if response.status_code in GONE:
            raise Never(f"{service} answered {response.status_code}")
        if response.status_code != 200:
            raise TryLater(f"{service} answered {response.status_code}")
        return response
