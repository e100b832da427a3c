"""The form of a request that was refused where no page of its own answers: shown again, to be sent once more."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from shared.web.interrupted import InterruptedForm

CHOICE: Final = re.compile(r"[a-z0-9_-]*|[0-9a-zA-Z_-]{20,}")
"""What a form says by itself: the value of a choice, a date, a version, a reference. All else was typed."""

SECRET: Final = {"code": "Code", "pin": "PIN"}
"""Asked for again, never shown."""

NOT_FOR_LONG: Final = (404, 405)
"""Statuses of what no second try can change."""


@dataclass(frozen=True)
class SentForm:
    """What was typed is shown and can be changed; what the page itself said is sent along."""

    action: str
    typed: list[tuple[str, str]]
    said: list[tuple[str, str]]
    secrets: list[tuple[str, str]]
    may_be_sent_again: bool


def remember(scope: Scope, body: bytes) -> None:
    """Must only be called with what may come from our own page: it is shown to whoever gets the answer."""
    query = scope["query_string"].decode("latin-1")
    path = scope["path"] + (f"?{query}" if query else "")
    scope.setdefault("state", {})["sent_form"] = InterruptedForm(path, body)


def may_be_shown(scope: Scope) -> bool:
    """Whether it may come from our own page: by what the browser says, and where it says nothing, at the public door.

    Behind the others a person has a cookie, and with it a token in each form.
    """
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "null")
    if site is not None:
        return site == "same-origin"
    if origin != "null":
        return urlsplit(origin).netloc == headers.get("host")
    return bool(scope["app"].state.door == "public")


def sent(request: Request, status: int) -> SentForm | None:
    """None where nothing was typed."""
    form: InterruptedForm | None = getattr(request.state, "sent_form", None)
    fields = [(name, value) for name, value in form.fields if name not in SECRET] if form else []
    typed = [(name, value) for name, value in fields if not CHOICE.fullmatch(value)]
    if form is None or not typed:
        return None
    said = [(name, value) for name, value in fields if CHOICE.fullmatch(value)]
    asked = [(name, SECRET[name]) for name, _ in form.fields if name in SECRET]
    return SentForm(form.path, typed, said, asked, may_be_sent_again=status not in NOT_FOR_LONG)
