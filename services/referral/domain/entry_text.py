"""An entry of the directory as lines of text: what a form, a CSV file and the history show of each field."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from services.referral.domain.opening import Opening
from services.referral.domain.partner import Partner, Phone, Subject
from shared.errors import Invalid
from shared.mail_address import read as read_mail_address

SEPARATOR: Final = "|"
"""Separates several values of a field where they are not on lines of their own."""

LONGEST: Final = 2_000
LONGEST_NAME: Final = 200
"""The longest name that the other services may be told (`directory.listed`)."""
YES, NO = "ja", "nein"
WEB: Final = re.compile(r"https?://[^\s\"'<>]{3,500}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


class Wrong(Exception):
    """Fields cannot be read. `sentences`: by field what is wrong, in German; never the value."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(f"{len(sentences)} fields")
        self.sentences = sentences


@dataclass(frozen=True)
class Kind:
    """A way to read and write a field. `read` converts one text, or raises ValueError; `write` is its inverse.

    `several`: the field has many values, and both are applied to each of them.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    hint: str
    several: bool = False


def _text(value: str) -> str:
    if len(value) > LONGEST or "\0" in value:
        raise ValueError
    return value


def _mail(value: str) -> str:
    return read_mail_address(value) if value else ""


def _web(value: str) -> str:
    if value and not WEB.fullmatch(value):
        raise ValueError
    return value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise ValueError
    return value


def _yes(value: str) -> bool:
    if value not in (YES, NO, ""):
        raise ValueError
    return value == YES


def _days(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", value):
        raise ValueError
    return int(value)


def _phone(value: str) -> Phone:
    number, _, note = value.partition(";")
    return Phone(number=number.strip(), note=note.strip())


def _opening(value: str) -> Opening:
    days, _, hours = value.strip().partition(" ")
    opens, _, closes = hours.strip().partition("-")
    return Opening(days=tuple(days.upper().split(",")), opens=opens.strip(), closes=closes.strip())


def _subject(value: str) -> Subject:
    need, agreed_on, *meeting = (part.strip() for part in value.split(";", 2))
    return Subject(need=need, agreed_on=date.fromisoformat(agreed_on), meeting="".join(meeting))


def _or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda value: read(value) if value else None


TEXT: Final = Kind(_text, str, f"Höchstens {LONGEST} Zeichen.")
WORD: Final = Kind(_text, str, "Bitte wählen Sie ein Wort der Liste.")
WORDS: Final = Kind(_text, str, "Bitte wählen Sie Wörter der Liste.", several=True)
LAND: Final = Kind(_or_none(_text), lambda value: value or "", "Zwei Buchstaben des Landes, oder leer.")
MAIL: Final = Kind(_mail, str, "Eine E-Mail-Adresse, zum Beispiel hilfe@example.org.")
MAILS: Final = Kind(_mail, str, "E-Mail-Adressen, zum Beispiel hilfe@example.org.", several=True)
DAY: Final = Kind(date.fromisoformat, lambda value: value.isoformat(), "Ein Datum wie 2026-11-20.")
DAY_OR_NONE: Final = Kind(
    _or_none(date.fromisoformat),
    lambda value: value.isoformat() if value else "",
    "Ein Datum wie 2026-11-20, oder leer.",
)
YES_OR_NO: Final = Kind(_yes, lambda value: YES if value else NO, "ja oder nein.")

KINDS: Final[Mapping[str, Kind]] = {
    "name": TEXT,
    "organisation": TEXT,
    "organisation_id": TEXT,
    "category": WORD,
    "level": WORD,
    "land": LAND,
    "areas": WORDS,
    "places": Kind(_text, str, "Gemeindeschlüssel mit zwei bis acht Ziffern.", several=True),
    "needs": WORDS,
    "subjects": Kind(
        _subject,
        lambda value: "; ".join(filter(None, (value.need, value.agreed_on.isoformat(), value.meeting))),
        "Bedarf; Datum; Treffen – zum Beispiel legal; 2026-03-12; Netzwerktreffen.",
        several=True,
    ),
    "threat_kinds": WORDS,
    "languages": Kind(_language, str, "Kürzel der Sprachen wie de, en.", several=True),
    "target_groups": WORDS,
    "municipality_kinds": WORDS,
    "excluded_groups": WORDS,
    "excluded_persons": WORDS,
    "response_days": Kind(_days, str, "Arbeitstage bis zur Antwort, als Zahl."),
    "ways": WORDS,
    "mails": MAILS,
    "phones": Kind(
        _phone,
        lambda value: f"{value.number}; {value.note}" if value.note else value.number,
        "Nummer; Hinweis – zum Beispiel 030 23125001; Zentrale.",
        several=True,
    ),
    "openings": Kind(
        _opening,
        lambda value: f"{','.join(value.days)} {value.opens}-{value.closes}",
        "Tage und Zeit wie MO,TU,WE,TH,FR 09:00-16:00.",
        several=True,
    ),
    "public_mail": MAIL,
    "web": Kind(_web, str, "Eine Adresse mit https://."),
    "phrase": TEXT,
    "note": TEXT,
    "eligibility": TEXT,
    "does_not": TEXT,
    "confidential_location": YES_OR_NO,
    "status": WORD,
    "closed_until": DAY_OR_NONE,
    "capacity": WORD,
    "capacity_on": DAY_OR_NONE,
    "assured_on": DAY,
    "assured_by": TEXT,
    "released": YES_OR_NO,
}
"""Every field that people change, in the order in which it is shown."""


def write(entry: Partner) -> dict[str, list[str]]:
    """Returns the texts of each field: several, one, or none where it is empty."""
    return {name: [text for text in _written(kind, getattr(entry, name)) if text] for name, kind in KINDS.items()}


def _written(kind: Kind, value: Any) -> Iterable[str]:
    texts = [kind.write(each) for each in (value if kind.several else [value])]
    return sorted(texts) if isinstance(value, frozenset) else texts


def read(texts: Mapping[str, list[str]], before: Partner) -> Partner:
    """Returns `before` with the fields of `texts`. Raises Wrong for fields that it does not know or cannot read."""
    values, wrong = dict[str, Any](), dict.fromkeys(texts.keys() - KINDS.keys(), "Diese Spalte gibt es nicht.")
    for name in texts.keys() & KINDS.keys():
        try:
            values[name] = _value(KINDS[name], [text.strip() for text in texts[name] if text.strip()])
        except (ValueError, Invalid):
            wrong[name] = KINDS[name].hint
    if wrong:
        raise Wrong(wrong)
    return checked(before.model_dump() | values)


def _value(kind: Kind, texts: list[str]) -> Any:
    if kind.several:
        return tuple(kind.read(text) for text in texts)
    return kind.read("\n".join(texts))


def checked(values: Mapping[str, Any]) -> Partner:
    """Makes the entry. Raises Wrong with a sentence for each invalid field, and for fields that contradict others."""
    try:
        entry = Partner.model_validate(values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        fields = {str(each["loc"][0]) for each in found}
        raise Wrong(
            {name: KINDS[name].hint if name in KINDS else "Fehlt oder ist ungültig." for name in fields}
        ) from None
    if wrong := _contradictions(entry):
        raise Wrong(wrong)
    return entry


def _contradictions(entry: Partner) -> dict[str, str]:
    wrong = {}
    if not entry.name:
        wrong["name"] = "Bitte geben Sie einen Namen an."
    if len(entry.name) > LONGEST_NAME:
        wrong["name"] = f"Der Name darf höchstens {LONGEST_NAME} Zeichen haben."
    if not entry.response_days >= 0:
        wrong["response_days"] = KINDS["response_days"].hint
    if entry.capacity != "unknown" and entry.capacity_on is None:
        wrong["capacity_on"] = "Bitte geben Sie an, von wann diese Auskunft ist."
    if entry.places and not entry.areas:
        wrong["areas"] = "Bitte wählen Sie auch das Land, in dem diese Orte liegen."
    return wrong


def plain(entry: Partner) -> str:
    """Returns the whole entry in one line, the same for the same content."""
    return json.dumps(write(entry), ensure_ascii=False, sort_keys=True)
