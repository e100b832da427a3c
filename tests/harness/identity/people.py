"""Staff at a real Keycloak, their second factor, and its administrator."""

import base64
import hmac
import json
import secrets
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

from tests.harness.identity.keycloak import ADMIN, Keycloak

PERIOD: Final = 30
DIGITS: Final = 6


@dataclass
class Member:
    """A member of staff. `otp_secret` is set by an administrator, or set up at the first sign-in."""

    name: str
    role: str
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    otp_secret: str | None = None
    _used: int = 0

    def one_time_code(self) -> str:
        """Returns a code by RFC 6238. Keycloak accepts each once, and those of the previous and next period too."""
        assert self.otp_secret is not None
        period = max(int(time.time()) // PERIOD - 1, self._used + 1)
        self._used = period
        return totp(self.otp_secret.encode(), period)


def totp(secret: bytes, period: int) -> str:
    digest = hmac.digest(secret, struct.pack(">Q", period), "sha1")
    (number,) = struct.unpack(">I", digest[(at := digest[-1] & 15) : at + 4])
    return str((number & 0x7FFF_FFFF) % 10**DIGITS).zfill(DIGITS)


class Administrator:
    def __init__(self, keycloak: Keycloak) -> None:
        self._keycloak = keycloak
        self._http = httpx2.AsyncClient(timeout=20)

    async def close(self) -> None:
        await self._http.aclose()

    async def add(self, member: Member) -> Member:
        """Adds a member with a password, and with a second factor where they have a secret or the realm demands one."""
        credentials: list[dict[str, Any]] = [{"type": "password", "value": member.password}]
        if member.otp_secret:
            credentials.append(otp(member.otp_secret))
        user = {"username": member.name, "enabled": True, "firstName": member.name.title(), "lastName": "Beispiel"}
        user |= {"email": f"{member.name}@example.org", "emailVerified": True, "credentials": credentials}
        await self._ask("POST", "/users", user)
        await self.give(member, member.role)
        if member.otp_secret:
            await self.demand_nothing_of(member)
        return member

    async def demand_nothing_of(self, member: Member) -> None:
        """Removes the actions that the realm demands of a new member at the first sign-in."""
        await self._ask("PUT", await self._of(member), {"requiredActions": []})

    async def give(self, member: Member, role: str) -> None:
        await self._ask(
            "POST", f"{await self._of(member)}/role-mappings/realm", [await self._ask("GET", f"/roles/{role}")]
        )

    async def take(self, member: Member, role: str) -> None:
        path = f"{await self._of(member)}/role-mappings/realm"
        await self._ask("DELETE", path, [await self._ask("GET", f"/roles/{role}")])

    async def end_sessions(self, member: Member) -> None:
        await self._ask("POST", f"{await self._of(member)}/logout", {})

    async def sessions(self, member: Member) -> int:
        return len(await self._ask("GET", f"{await self._of(member)}/sessions"))

    async def demand(self, flow: str, **client: str) -> None:
        """Sets another sign-in flow, and other attributes of the desk's client."""
        await self._ask("PUT", "", {"browserFlow": flow})
        (found,) = await self._ask("GET", "/clients?clientId=lotse-desk")
        await self._ask("PUT", f"/clients/{found['id']}", found | {"attributes": found["attributes"] | client})

    async def _of(self, member: Member) -> str:
        (found,) = await self._ask("GET", f"/users?exact=true&username={member.name}")
        return f"/users/{found['id']}"

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        token = {"Authorization": f"Bearer {await self._token()}"}
        address = f"{self._keycloak.address}/admin/realms/lotse{path}"
        answer = await self._http.request(method, address, json=body, headers=token)
        assert answer.is_success, f"{answer.status_code} at {path}: {answer.text}"
        return answer.json() if answer.content else None

    async def _token(self) -> str:
        form = {
            "grant_type": "password",
            "client_id": "admin-cli",
            "username": ADMIN,
            "password": self._keycloak.password,
        }
        answer = await self._http.post(
            f"{self._keycloak.address}/realms/master/protocol/openid-connect/token", data=form
        )
        said: Mapping[str, str] = answer.json()
        return said["access_token"]


def otp(secret: str) -> dict[str, Any]:
    told = {"subType": "totp", "digits": DIGITS, "period": PERIOD, "algorithm": "HmacSHA1", "counter": 0}
    return {"type": "otp", "secretData": json.dumps({"value": secret}), "credentialData": json.dumps(told)}


def new_otp_secret() -> str:
    return base64.b32encode(secrets.token_bytes(15)).decode()
