"""The record of processing: what notification stores of whom, why and until when.

Mail addresses and numbers are asked for at each sending and never stored.
"""

from typing import Any, Final

from services.notification.store import DEADLINES, DELIVERIES, PARTNERS, SAFE_CONTACTS, WEBHOOKS
from shared.retention import Basis, Period, ProcessingRecord, Whose, shape
from shared.store import Repository

BELONGS: Final = "Zuordnung zu Fall, Kontakt, Vermittlung"
ORDER: Final = "Ordnung des Bestands (Stand, Aufbau, Löschdatum)"
ORDERED: Final = "version schema erase_after"
UNTIL_ERASED: Final = Period("bis der Fall gelöscht wird (`case.erased`, `contact.erased`)", "event")
UNTIL_ERASED_OR_DELISTED: Final = Period(
    "bis der Fall gelöscht wird (`case.erased`, `contact.erased`); über den Eintrag einer Stelle, bis sie das "
    "Verzeichnis verlässt (`directory.delisted`)",
    "event",
)


def written(repository: Repository[Any]) -> frozenset[str]:
    return shape(repository.model, "_id", *ORDERED.split(), without={"id"})


STORE: Final[dict[str, ProcessingRecord]] = {
    SAFE_CONTACTS.name: ProcessingRecord(
        why="Bei wem nach dem sicheren Kontaktweg gefragt wird",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand",
        period=Period("bis die Person den Kontaktweg widerruft oder der Fall gelöscht wird", "event"),
        fields={
            BELONGS: "_id",
            "Verweis ohne Adresse": "reference",
            "Ob sie vor dem Ablauf einer Frist erinnert werden möchte": "deadline_reminders",
            ORDER: ORDERED,
        },
        shape=written(SAFE_CONTACTS),
    ),
    DELIVERIES.name: ProcessingRecord(
        why="Höchstens eine Nachricht am Tag; nichts doppelt und nichts verloren",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="Beratungsteam",
        period=UNTIL_ERASED_OR_DELISTED,
        fields={
            BELONGS: "_id key case_id contact_id referral_id partner_id handover_id inquiry_id",
            "Anlass, Empfängerkreis und Weg, ohne Adresse": "audience rule way tries",
            "Ob, wann, wie oft und mit welcher Nachricht versandt": "state at notice repeats",
            "Ob angekommen, verzögert oder unklar; Grund nach der Kennzahl eines Mailservers": (
                "arrived delayed doubted cause"
            ),
            "An wie viele Adressen; Merkmale der Adressen einer Stelle, und derer, die nichts annehmen": (
                "recipients reached awaited returned"
            ),
            "Bis wann es wartet oder warum nichts versandt wurde": "due reason",
            ORDER: ORDERED,
        },
        shape=written(DELIVERIES),
    ),
    DEADLINES.name: ProcessingRecord(
        why="Rechtliche Fristen nicht versäumen",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="Beratungsteam",
        period=UNTIL_ERASED,
        fields={
            "Zuordnung zu Fall, Verfahren, Berechtigten": (
                "_id case_id proceeding_id entitled.ref entitled.role offender_ref"
            ),
            "Regel und Rechtsstand": "rule law_version",
            "Woraus gerechnet wurde": (
                "inputs.act_known_on inputs.offender_known_on inputs.offences inputs.land inputs.starts_on stands_still"
                " entitled.act_known_on entitled.offender_known_on"
            ),
            "Die Daten der Frist": "dates.safe_on dates.legal_on dates.act_by",
            "Wann erinnert wird, wurde, und ob sie versäumt ist": "next_on reminded_on missed_on",
            ORDER: ORDERED,
        },
        shape=written(DEADLINES),
    ),
    PARTNERS.name: ProcessingRecord(
        why="Sehen, bei welcher Stelle eine Benachrichtigung nicht ankommt",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Beratungsteam",
        period=Period("bis die Stelle das Verzeichnis verlässt", "event"),
        fields={"Kennung und Name der Stelle": "_id name", ORDER: ORDERED},
        shape=written(PARTNERS),
    ),
    WEBHOOKS.name: ProcessingRecord(
        why="Dem System einer Stelle sagen, dass es etwas Neues gibt",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Leitung des Beratungsteams",
        period=Period("bis die Stelle das Verzeichnis verlässt", "event"),
        fields={
            "Kennung der Stelle und Adresse ihres Systems": "_id address",
            "Versiegelte Geheimnisse und Schlüssel der Unterschrift, von wann bis wann": (
                "secrets.box secrets.key_box secrets.made secrets.until"
            ),
            "Ob und seit wann es nichts annimmt, wann es wieder versucht wird": (
                "stopped failures failing_since next_try tried_at outcome"
            ),
            ORDER: ORDERED,
        },
        shape=written(WEBHOOKS),
    ),
}
