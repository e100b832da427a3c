"""Shows the form of a refused request again, to be sent once more, where no page of its own answers."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from shared.arrangement import MOST
from shared.contracts.vocabulary import ConsentItem
from shared.web.here import address_of
from shared.web.interrupted import RawForm
from shared.web.labels_de import word

CHOICE: Final = re.compile(r"[a-z0-9_-]*|[A-Z]{2}|[0-9a-zA-Z_-]{20,}")
"""A value that a form sets by itself: a choice, a Land, a date, a version, a reference. Any other was typed."""

SECRET: Final = {"code": "Code", "pin": "PIN"}
"""Fields that are asked for again and never shown, with their labels."""

PROSE: Final = "text"
"""Beginning of the names of fields that are always a person's own words, be it a single one."""

LABELS: Final = {
    "text": "Ihr Text",
    "address": "Adresse oder Nummer",
    "time": "Uhrzeit",
    "place": "Gemeindeschlüssel der Kommune",
    "q": "Suchwort",
    "wanted": "Fallnummer, Telefonnummer oder E-Mail-Adresse",
    "number": "Fallnummer",
    "known": "Fallnummer, Telefonnummer oder E-Mail-Adresse",
    "same_as": "Nummer des Vorfalls",
    "note": "Vermerk",
    "file": "Inhalt der Datei",
    "name": "Name",
    "postal_address": "Anschrift",
    "authority": "Behörde",
    "reference": "Aktenzeichen",
    "file_number": "Aktenzeichen",
    "town": "Ort",
    "interest": "Berechtigtes Interesse",
    "fear": "Warum die Wohnung niemand erfahren darf",
    "born": "Geboren am",
    "activity": "Amt, Mandat oder Tätigkeit",
    "danger": "Was geschehen ist und was droht",
    "others": "Wer noch geschützt werden soll",
    "official": "Name der betroffenen Person",
    "deed": "Die Tat",
    "pieces": "Beweise",
    "reasons": "Begründung",
    "times": "Wann dürfen wir uns melden?",
    "talk_days": "Tag des Vortrags oder der Schulung",
    "talk_place": "Ort des Vortrags oder der Schulung",
    "talk_audience": "Für wen, und für wie viele",
    "earliest": "Frühestens um",
    "post_address": "Adresse der Seite",
    "profile": "Name oder Adresse des Profils",
    "posted": "Wann ist es erschienen?",
    "captured": "Wann haben Sie es gesichert?",
    "sha256": "Prüfsumme SHA-256",
    "latest": "Spätestens bis",
    "words": "Mit welchen Worten?",
    "who_answers": "Wer hebt ab oder liest mit?",
    "word": "Wort für Anrufe",
    "said": "Was die anrufende Person sagt",
    "speaker": "Wer hat das gesagt?",
    "phone": "Telefonnummer",
    "other_phone": "Die andere Nummer",
    "own_words": "Worte an die Stelle",
    "officer_name": "Name der Ansprechperson",
    "officer_phone": "Telefon der Ansprechperson",
    "officer_hours": "Wann die Ansprechperson erreichbar ist",
    **{f"time_{number}": f"Uhrzeit des {number}. Vorschlags" for number in range(1, MOST + 1)},
    **{f"place_{number}": f"Ort des {number}. Vorschlags" for number in range(1, MOST + 1)},
    **{f"hint_{number}": f"Zum {number}. Vorschlag" for number in range(1, MOST + 1)},
    **{f"{PROSE}_{item}": f"Text zu: {word(item)}" for item in ConsentItem},
}
"""Labels of all fields that are typed in a person's own words, on whichever page."""

A_MOMENT_LATER: Final = (500, 503)
NOT_FOR_LONG: Final = (404, 405)
"""Statuses that no second try can change."""


@dataclass(frozen=True)
class FormShownAgain:
    """The form on the page. `typed` can be changed, `said` is the page's and sent along, `secrets` are asked for."""

    action: str
    typed: list[tuple[str, str]]
    said: list[tuple[str, str]]
    secrets: list[tuple[str, str]]
    may_be_sent_again: bool

    def label(self, name: str) -> str:
        return LABELS.get(name, "Ihre Eingabe")


def remember(scope: Scope, body: bytes) -> None:
    """Remembers the form; call it only for one that may come from our own page: whoever gets the answer is shown it."""
    scope.setdefault("state", {})["raw_form"] = RawForm(address_of(scope), body)


def may_be_shown(scope: Scope) -> bool:
    """Whether the form may come from our own page, by what the browser says; where it says nothing, at the public door.

    Behind the other doors a person has a cookie, and with it a token in each form.
    """
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "null")
    if site is not None:
        return site == "same-origin"
    if origin != "null":
        return urlsplit(origin).netloc == headers.get("host")
    return bool(scope["app"].state.door == "public")


def shown_again(request: Request, status: int) -> FormShownAgain | None:
    """The form to be shown; None where nothing was typed, unless the same form can succeed a moment later."""
    form: RawForm | None = getattr(request.state, "raw_form", None)
    fields = [(name, value) for name, value in form.fields if name not in SECRET] if form else []
    typed = [(name, value) for name, value in fields if is_typed(name, value)]
    if form is None or not (typed or (fields and status in A_MOMENT_LATER)):
        return None
    said = [(name, value) for name, value in fields if not is_typed(name, value)]
    asked = [(name, SECRET[name]) for name, _ in form.fields if name in SECRET]
    return FormShownAgain(form.path, typed, said, asked, may_be_sent_again=status not in NOT_FOR_LONG)


def is_typed(name: str, value: str) -> bool:
    """Whether a person wrote the value in their own words."""
    return bool(value) and (name.startswith(PROSE) or not CHOICE.fullmatch(value))
