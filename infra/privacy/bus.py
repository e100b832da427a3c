"""The record of processing of what the bus keeps in every service's store."""

from functools import partial
from typing import Final

from shared.bus.consume.dead_letters import DEAD_LETTERS, KEPT_AFTERWARDS, OPEN_CIRCUITS
from shared.bus.consume.external import EXTERNAL, REMEMBERED
from shared.bus.publish.leader import LEASES
from shared.bus.repair.gaps import GAPS
from shared.bus.repair.high_water_marks import CHECKPOINTS
from shared.bus.repair.redrive import REDRIVES
from shared.bus.repair.restore import RESTORED
from shared.bus.write.ledger import LEDGER
from shared.bus.write.outbox import OUTBOX
from shared.bus.write.unit_of_work import EFFECTS, RETRY_QUEUE
from shared.retention import Basis, Period, ProcessingRecord, Whose

KEY: Final = "Kennung des Falls, Kontakts oder Partners"
TRACE: Final = "Zufällige Kennung des Ablaufs, zur Fehlersuche"
OPERATORS: Final = "Betrieb, nur Umschläge"
WITH_THE_CASE: Final = Period("bis der Fall gelöscht wird", "event")
WHILE_IT_STANDS: Final = Period("solange der Zustand besteht", "replaced")

of_a_key: Final = partial(ProcessingRecord, whose=Whose.PERSON, basis=Basis.DUTY)

STORE: Final[dict[str, ProcessingRecord]] = {
    LEDGER: of_a_key(
        why="Nichts verloren, nichts doppelt: wie weit jeder Fall gesagt und gehört ist",
        seen_by="niemand",
        period=Period("bleibt; nach dem Löschen nur die zufällige Kennung, Zähler und der Löschzeitpunkt", "stays"),
        fields={
            KEY: "_id",
            "Zähler je Thema": "issued applied",
            "Wie oft geschrieben": "writes",
            "Letzte Änderung": "changed",
            "Gelöscht am": "erased",
        },
    ),
    OUTBOX: of_a_key(
        why="Was der Dienst sagt, bis es ankam, und als Archiv für die Heilung",
        seen_by=OPERATORS,
        period=WITH_THE_CASE,
        fields={
            KEY: "key owner",
            "Umschlag": "_id topic sequence type",
            "Das Ereignis ohne Namen und Freitext": "body",
            "Stand des Versands": "status since reason replays",
            TRACE: "traceparent",
        },
    ),
    RETRY_QUEUE: of_a_key(
        why="Ereignisse, die warten: hinter einer Lücke, auf einen neuen Versuch, auf einen Menschen",
        seen_by=OPERATORS,
        period=Period("bis es angewendet oder der Fall gelöscht ist", "event"),
        fields={
            KEY: "key",
            "Umschlag": "_id topic sequence event_id type",
            "Das Ereignis ohne Namen und Freitext": "raw",
            "Warum und bis wann es wartet": "reason tries due woken since human discarded",
            "Welcher Melder oder Partner": "sender",
        },
    ),
    EFFECTS: of_a_key(
        why="Wirkungen nach außen (Mail, Abholen, Fristen), mindestens einmal",
        seen_by=OPERATORS,
        period=WITH_THE_CASE,
        fields={
            KEY: "key",
            "Welche Wirkung, Kennungen dazu": "_id kind payload cause",
            "Stand": "status tries due created done reason",
            TRACE: "traceparent",
        },
    ),
    DEAD_LETTERS: ProcessingRecord(
        why="Unlesbare Nachrichten aufheben, statt sie zu verlieren",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by=OPERATORS,
        period=Period(f"{KEPT_AFTERWARDS // 86_400} Tage nach der Bearbeitung", "index"),
        fields={
            "Woher": "_id topic partition offset",
            "Warum, wann, wann bearbeitet": "reason at handled",
            "Die Bytes, versiegelt für den Dienst": "sealed_key sealed_value",
        },
    ),
    GAPS: of_a_key(
        why="Verlorenes erkennen und noch einmal anfordern",
        seen_by="niemand",
        period=Period("bis die Lücke geheilt ist", "replaced"),
        fields={
            KEY: "key",
            "Wo und wie weit": "_id topic head ends",
            "Wann gefragt und wie oft": "asked since due",
        },
    ),
    EXTERNAL: ProcessingRecord(
        why="Eine Nachricht von außen nicht zweimal annehmen",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"{REMEMBERED // 86_400} Tage", "index"),
        fields={"Thema, Prüfwerte von Kennung und Inhalt": "_id topic digest", "Wann": "at"},
    ),
    LEASES: ProcessingRecord(
        why="Nur ein Prozess versendet",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=WHILE_IT_STANDS,
        fields={"Welcher Prozess, bis wann": "_id holder until"},
    ),
    CHECKPOINTS: ProcessingRecord(
        why="Wie weit Köpfe angesagt und aufgeholt, Themen von Außenstehenden verglichen sind",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=WHILE_IT_STANDS,
        fields={"Zeitmarke oder Stelle je Thema": "_id through"},
    ),
    OPEN_CIRCUITS: ProcessingRecord(
        why="Ein angehaltenes Thema bleibt angehalten",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb",
        period=Period("bis der Betrieb es freigibt", "by hand"),
        fields={"Thema, seit wann": "_id since"},
    ),
    REDRIVES: ProcessingRecord(
        why="Nachweis der Eingriffe des Betriebs",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="Betrieb, Aufsicht",
        period=Period("noch ohne Frist", "not yet"),
        fields={
            "Kennung": "_id",
            "Wer, wann, warum": "by at because",
            "Was, wie viel": "act pile count choice",
        },
    ),
    RESTORED: ProcessingRecord(
        why="Fälle, die nach einem Rückspielen ein Mensch ansieht",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="Betrieb",
        period=Period("noch ohne Frist", "not yet"),
        fields={KEY: "_id", "Welche Themen, seit wann": "topics since"},
    ),
}
