"""The OpenID provider, as far as the desk needs it: signing in, asking again who somebody is, signing out."""

import base64
import hashlib
import secrets
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from joserfc.jwk import KeySet

from shared.errors import Malformed, Unauthenticated, Unavailable
from shared.web.id_token import Identity, SecondFactor, identity, refuse_unless_signed_out, refused
from shared.web.trusted_authorities import trusted_authorities

Document = dict[str, Any]

INVALID_GRANT: Final = "invalid_grant"


class Provider:
    """Every method raises Unavailable while the provider does not answer.

    `back`: where it sends the browser after a sign-in; `left`: after a sign-out.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        *,
        back: str,
        left: str,
        second_factor: SecondFactor | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.back = back
        self.left = left
        self.second_factor = second_factor
        self.transport = transport

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """The address to which the browser is sent to sign in."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        asked = self.second_factor.asked if self.second_factor else {}
        return f"{(await self._discovered())['authorization_endpoint']}?{urlencode(query | asked)}"

    async def exchange(self, code: str, verifier: str, nonce: str) -> Identity:
        """The identity that this code stands for. Raises Malformed for a code or token that is not good for us."""
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back}
        status, tokens = await self._token(grant | {"code_verifier": verifier})
        if status != 200:
            raise refused()
        found = identity(tokens, await self._keys(), self.issuer, self.client_id, nonce=nonce)
        if self.second_factor and not self.second_factor.is_shown(found.claims):
            raise refused("Ihre Anmeldung braucht einen zweiten Faktor. Bitte richten Sie ihn beim Anmeldedienst ein.")
        return found

    async def ask_again(self, refresh_token: str, sub: str) -> Identity:
        """The same person as the provider knows them now. Raises Unauthenticated where it no longer knows them."""
        status, tokens = await self._token({"grant_type": "refresh_token", "refresh_token": refresh_token})
        if tokens.get("error") == INVALID_GRANT:
            raise Unauthenticated
        if status != 200:
            raise away()
        try:
            found = identity(tokens, await self._keys(), self.issuer, self.client_id)
        except Malformed:
            raise Unauthenticated from None
        if found.claims["sub"] != sub:
            raise Unauthenticated
        return found

    async def end_session(self, id_token: str | None, state: str) -> str | None:
        """The address to which the browser is sent to sign out; None where the provider has no such page.

        Without the sign-in's ID token, the provider asks the person whether they mean it.
        """
        found = (await self._discovered()).get("end_session_endpoint")
        query = {"client_id": self.client_id, "post_logout_redirect_uri": self.left, "state": state}
        hint = {"id_token_hint": id_token} if id_token else {}
        return f"{found}?{urlencode(query | hint)}" if found else None

    async def refuse_unless_signed_out(self, logout_token: str) -> None:
        """Raises Malformed for a logout token that the provider did not write."""
        refuse_unless_signed_out(logout_token, await self._keys(), self.issuer, self.client_id)

    async def _discovered(self) -> Document:
        found: Document = await self._get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        return found

    async def _keys(self) -> KeySet:
        return KeySet.import_key_set(await self._get((await self._discovered())["jwks_uri"]))

    async def _token(self, grant: dict[str, str]) -> tuple[int, Document]:
        endpoint = (await self._discovered())["token_endpoint"]
        return await self._ask("POST", endpoint, grant | {"client_id": self.client_id})

    async def _get(self, address: str) -> Any:
        status, found = await self._ask("GET", address)
        if status != 200:
            raise away()
        return found

    async def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> tuple[int, Document]:
        """Returns the answer's status and JSON object; raises Unavailable where the answer is no such object."""
        async with httpx2.AsyncClient(timeout=5, transport=self.transport, verify=trusted_authorities()) as http:
            try:
                answer = await http.request(method, address, data=form)
                found = answer.json()
            except (httpx2.TransportError, ValueError):
                raise away() from None
        if answer.status_code >= 500 or not isinstance(found, dict):
            raise away()
        return answer.status_code, found


def new_verifier() -> str:
    return secrets.token_urlsafe(48)


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def away() -> Unavailable:
    return Unavailable(
        "service-away", "Der Anmeldedienst antwortet gerade nicht. Bitte versuchen Sie es gleich wieder."
    )
