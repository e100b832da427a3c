"""The address of a request, as far as its answer leads back to it: a path of our own, with its query."""

from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.types import Scope


def here(request: Request) -> str:
    """The address of the request, or the one that it stands for."""
    stands_for: str | None = getattr(request.state, "stands_for", None)
    return stands_for or address_of(request.scope)


def stand_for(request: Request, address: str) -> None:
    """Makes answers lead back to this address instead, with the form that was sent here on its way there."""
    request.state.stands_for = address
    if getattr(request.state, "raw_form", None) is not None:
        request.state.raw_form = replace(request.state.raw_form, path=address)


def address_of(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")
