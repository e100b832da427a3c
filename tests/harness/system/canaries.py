"""Canaries: unique strings planted in every free field of every form, searched for where they may not be."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from bs4 import Tag

from infra.demo.journey.browser import Browser, Form, Page

BIRD = "kanarienvogel"
FREE = ("text", "email", "search", "tel", "url")


@dataclass
class Canaries:
    """The planted strings, each with the place where it was planted."""

    planted: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, where: str) -> str:
        word = f"{BIRD}{secrets.token_hex(8)}"
        self.planted[word] = where
        return word

    def found_in(self, content: bytes) -> set[str]:
        """Returns where the strings in this content were planted; found as they are, in hex, or within base64."""
        suspects = self.planted if any(form in content for form in forms(BIRD)) else self._others
        return {where for word, where in suspects.items() if any(form in content for form in forms(word))}

    @property
    def _others(self) -> dict[str, str]:
        return {word: where for word, where in self.planted.items() if not word.startswith(BIRD)}


def forms(word: str) -> list[bytes]:
    """Returns the encodings of a word; in base64 only the middle, since neighbouring bytes change the ends."""
    plain = word.encode()
    whole = [base64.b64encode(b"\0" * shift + plain) for shift in range(3)]
    return [
        plain,
        word.upper().encode(),
        plain.hex().encode(),
        word.encode("utf-16-le"),
        *(each[4:-4] for each in whole),
    ]


WITHOUT_TEXT: Final = "other"
"""An item that a partner may ask for and that no addition can give."""


class PlantingBrowser(Browser):
    """A browser whose user writes into every free field, and which sends many headers about itself."""

    def __init__(self, canaries: Canaries) -> None:
        super().__init__()
        self._canaries = canaries
        self._client.headers.update(told_by_a_browser(canaries))

    def submit(self, form: Form, button: str | None = None) -> Page:
        if form.tag.find("select", attrs={"name": "channel"}) and not dict(form.data).get("address"):
            _set(form, "channel", "mail")  # the address below has no use without a way
        for tag in form.tag.find_all(["input", "textarea"]):
            self._fill(form, tag)
        return super().submit(form, button)

    def _fill(self, form: Form, tag: Tag) -> None:
        name, kind = str(tag.get("name")), "textarea" if tag.name == "textarea" else str(tag.get("type", "text"))
        filled = dict(form.data).get(name, "")
        where = f"{name} of {form.tag.get('action') or form.page.url}"
        if name == "items":
            if dict(form.data).get("kind") != "cold" and tag["value"] != WITHOUT_TEXT:  # else nothing may be passed on
                form.data.append((name, str(tag["value"])))
        elif kind == "textarea":
            _set(form, name, f"{filled} {self._canaries[where]}".strip())
        elif kind in FREE and not filled:
            _set(form, name, self._canaries[where] + ("@example.org" if name == "address" else ""))


def told_by_a_browser(canaries: Canaries) -> dict[str, str]:
    names = ("User-Agent", "X-Forwarded-For", "Referer", "Accept-Language", "X-Request-Id", "baggage")
    return {name: f"who={canaries[name]}" for name in names}


def _set(form: Form, name: str, value: str) -> None:
    form.data = [(key, old) for key, old in form.data if key != name] + [(name, value)]


def submission(canaries: Canaries) -> dict[str, Any]:
    """Returns a submission with a canary in every text field but the hours, in which a word keeps a mail back."""
    return {
        "text": f"Sie wissen, wo ich wohne. {canaries['text of a submission']}",
        "land": "NW",
        "channel_reference": canaries["channel_reference"],
        "safe_contact": {
            "channel": "mail",
            "address": f"{canaries['address']}@example.org",
            "times": "jederzeit",
            "words": canaries["words"],
        },
    }


def refused(canaries: Canaries) -> list[dict[str, Any]]:
    """Returns submissions that no face accepts: neither the refusal nor the log may repeat their content."""
    body = submission(canaries)
    return [
        body | {canaries["unknown field"]: canaries["value of an unknown field"]},
        body | {"land": canaries["land"]},
        body | {"wishes": {"languages": [canaries["languages"]]}},
        body | {"text": {"nested": canaries["text of a wrong type"]}},
        body | {"safe_contact": {"channel": "mail", "address": f"{canaries['no mail address']} x"}},
    ]


async def send_refused_requests(address: str, token: str, canaries: Canaries) -> list[httpx2.Response]:
    """Sends all kinds of requests that are refused, with a canary in each part."""
    told = told_by_a_browser(canaries)
    authorised = told | {"Authorization": f"Bearer {token}"}
    door = f"{address}/api/intake/submissions"
    async with httpx2.AsyncClient(timeout=20) as http:
        answers = [
            await http.post(door, json=body, headers=authorised | {"Idempotency-Key": secrets.token_urlsafe(24)})
            for body in refused(canaries)
        ]
        torn = f'{{"text": "{canaries["torn body"]}'
        answers += [
            await http.post(door, content=torn, headers=authorised | {"Idempotency-Key": secrets.token_urlsafe(24)}),
            await http.post(door, json={}, headers=told | {"Authorization": f"Bearer {canaries['a wrong token']}"}),
            await http.post(door, json={}, headers=authorised | {"Idempotency-Key": canaries["a short key"]}),
            await http.get(f"{address}/{canaries['path']}?who={canaries['query']}", headers=told),
            await http.request(canaries["method"].upper(), address, headers=told),
        ]
    return answers
