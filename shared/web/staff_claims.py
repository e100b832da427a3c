"""Reads from a provider's claims who somebody is, as far as the desk takes it over."""

import re
from collections.abc import Mapping
from typing import Any, Final

from shared.errors import NotFound
from shared.web.id_token import refused

ROLES: Final = ("supervisor", "counsellor", "operator", "analyst")
"""Roles of staff; a person who has several works in the first one."""

SUB: Final = re.compile(r"[\x21-\x7e]{1,255}")
"""A subject identifier (OpenID Connect Core 1.0, section 2)."""

LONGEST_NAME: Final = 80


def sub_of(claims: Mapping[str, Any]) -> str:
    """The subject. Raises Malformed for one that is no subject identifier."""
    sub = str(claims["sub"])
    if not SUB.fullmatch(sub):
        raise refused()
    return sub


def name_of(claims: Mapping[str, Any]) -> str:
    return str(claims.get("name") or claims["sub"])[:LONGEST_NAME]


def role_of(claims: Mapping[str, Any]) -> str:
    """The role. Raises NotFound for a person who has none of ROLES."""
    held = claims.get("roles")
    role = next((each for each in ROLES if isinstance(held, list) and each in held), None)
    if role is None:
        raise NotFound
    return role
