"""The form of a directory entry: its fields with labels and choices, and the entered texts by field."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from pydantic import create_model

from services.referral.domain import entry_text
from services.referral.domain.entry_change import FieldChange
from services.referral.domain.entry_text import KINDS, LAND, WORD, WORDS, YES_OR_NO, Wrong
from services.referral.domain.partner import Partner
from shared.contracts.vocabulary import (
    Land,
    Level,
    MunicipalityKind,
    Need,
    PartnerCategory,
    Person,
    TargetGroup,
    ThreatKind,
    Way,
)
from shared.day import read
from shared.web.forms import Act, InvalidForm
from shared.web.labels_de import options
from shared.web.pages import day

REFUSAL: Final = "Der Eintrag ist noch nicht gespeichert. Bitte prüfen Sie diese Angaben:"
UNSPECIFIC: Final = ("other", "unknown")


class EntryForm(Act):
    REFUSAL: ClassVar[str] = REFUSAL

    version: int = 0
    """The entry's version on the screen; 0 for a new entry."""


FIELDS: Final[dict[str, Any]] = {
    name: (tuple[str, ...], ()) if kind is WORDS else (str, "") for name, kind in KINDS.items()
}
WholeEntryForm: Final = create_model("WholeEntryForm", __base__=EntryForm, **FIELDS)
"""The form with every field that people change."""

LABELS: Final[Mapping[str, str]] = {
    "name": "Name des Angebots",
    "organisation": "Organisation, wenn sie anders heißt",
    "organisation_id": "Kennung der Organisation",
    "category": "Art der Stelle",
    "level": "Ebene",
    "land": "Sitz",
    "areas": "Zuständig für diese Länder",
    "places": "Nur für diese Orte",
    "needs": "Wobei sie hilft",
    "subjects": "Im Netzwerk vereinbarte Fachgebiete",
    "threat_kinds": "Womit sie sich auskennt",
    "languages": "Sprachen",
    "target_groups": "Nur für diese Betroffenen",
    "municipality_kinds": "Nur für diese Kommunen",
    "excluded_groups": "Ausdrücklich nicht für",
    "excluded_persons": "Hilft nicht, wenn betroffen ist",
    "response_days": "Arbeitstage bis zur Antwort",
    "ways": "Wie wir sie erreichen",
    "mails": "Postfächer für unsere Hinweise",
    "phones": "Telefon",
    "openings": "Öffnungszeiten",
    "public_mail": "E-Mail für Ratsuchende",
    "web": "Webseite",
    "phrase": "Stichwort beim Anruf",
    "note": "Beschreibung",
    "eligibility": "Für wen",
    "does_not": "Was sie nicht tut",
    "confidential_location": "Ort ist vertraulich",
    "status": "Betrieb",
    "closed_until": "Geschlossen; wieder offen ab",
    "capacity": "Kapazität",
    "capacity_on": "Auskunft zur Kapazität vom",
    "assured_on": "Zuletzt bestätigt am",
    "assured_by": "Bestätigt durch",
    "released": "Darf veröffentlicht werden",
    "listed": "Im Verzeichnis",
}
"""Labels of every field, also of those that only the history shows."""

CHOICES: Final[Mapping[str, list[tuple[str, str]]]] = {
    "category": options(PartnerCategory, without=("unknown",)),
    "level": options(Level, without=("unknown",)),
    "land": [("", "Bund oder nicht bekannt"), *options(Land, without=UNSPECIFIC)],
    "areas": options(Land, without=UNSPECIFIC),
    "needs": options(Need, without=UNSPECIFIC),
    "threat_kinds": options(ThreatKind, without=UNSPECIFIC),
    "target_groups": options(TargetGroup, without=UNSPECIFIC),
    "municipality_kinds": options(MunicipalityKind, without=UNSPECIFIC),
    "excluded_groups": options(TargetGroup, without=UNSPECIFIC),
    "excluded_persons": options(Person, without=UNSPECIFIC),
    "ways": options(Way, without=(*UNSPECIFIC, Way.SMS)),
    "status": [
        ("active", "in Betrieb"),
        ("temporarily closed", "vorübergehend geschlossen"),
        ("inactive", "hat die Arbeit eingestellt"),
    ],
    "capacity": [("unknown", "nicht bekannt"), ("free", "frei"), ("limited", "wenig"), ("full", "voll")],
    "confidential_location": [("nein", "nein"), ("ja", "ja")],
    "released": [("nein", "nein, nur für uns"), ("ja", "ja")],
}
MEANT: Final[Mapping[str, str]] = {
    "areas": "Nichts gewählt heißt: überall.",
    "places": "Gemeindeschlüssel, je Zeile einer. Leer heißt: im ganzen Land.",
    "target_groups": "Nichts gewählt heißt: für alle.",
    "municipality_kinds": "Nichts gewählt heißt: für alle.",
    "subjects": "Je Zeile: Bedarf; Datum; Treffen – zum Beispiel legal; 2026-03-12; Netzwerktreffen.",
    "languages": "Kürzel, je Zeile eines, wie de oder en.",
    "phones": "Je Zeile: Nummer; Hinweis.",
    "openings": "Je Zeile Tage und Zeit: MO,TU,WE,TH,FR 09:00-16:00.",
    "mails": "Je Zeile eines. Sie werden niemandem gezeigt.",
    "organisation_id": "Gleich bei allen Angeboten derselben Organisation. Leer, wenn es nur dieses gibt.",
}
"""Hints beside the fields."""

LONG: Final = ("note", "eligibility", "does_not")
DAYS: Final = ("closed_until", "capacity_on", "assured_on")


def kind_of_input(name: str) -> str:
    kind = KINDS[name]
    if kind is WORDS:
        return "checkboxes"
    if kind in (WORD, LAND, YES_OR_NO):
        return "select"
    if name in DAYS:
        return "day"
    return "lines" if kind.several else "long" if name in LONG else "line"


INPUTS: Final[Mapping[str, str]] = {name: kind_of_input(name) for name in KINDS}


def texts_of(form: EntryForm) -> dict[str, list[str]]:
    """Returns the texts by field, as `entry_text` reads them."""
    return {name: texts_in(name, getattr(form, name)) for name in KINDS}


def texts_in(name: str, entered: str | tuple[str, ...]) -> list[str]:
    """Splits the lines of a field with one input and several values."""
    if isinstance(entered, tuple):
        return list(entered)
    return entered.splitlines() if KINDS[name].several else [entered]


def fields_of(entry: Partner) -> dict[str, Any]:
    """Returns the entry's fields as the form would send them."""
    return {
        name: tuple(texts) if KINDS[name] is WORDS else "\n".join(texts)
        for name, texts in entry_text.write(entry).items()
    }


def refused(wrong: Wrong) -> InvalidForm:
    """Makes the refusal with a sentence at each field."""
    return InvalidForm.at(wrong.sentences, REFUSAL)


def compared(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns the label and value of each."""
    return [(LABELS[name], shown(name, text)) for name, text in values.items()]


def history(changes: Iterable[FieldChange]) -> list[tuple[str, str, str]]:
    """Returns the label, and the values before and after, of each change."""
    return [
        (LABELS.get(each.field, each.field), shown(each.field, each.before), shown(each.field, each.after))
        for each in changes
    ]


def plain(value: Any) -> str:
    """Returns the form's value of a field as one text."""
    return "\n".join(value) if isinstance(value, list | tuple) else str(value)


def shown(name: str, text: str) -> str:
    """Returns a value of the history, or of an entry, in words."""
    if name in DAYS and text:
        return day(read(text))
    labels = dict(CHOICES.get(name, ()))
    return ", ".join(labels.get(line, line) for line in text.splitlines() if line) or "–"
