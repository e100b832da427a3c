"""The record of processing: counts, and what a case still adds to them until nothing more can follow."""

from typing import Final

from services.statistics.domain.contributions import Cell
from services.statistics.domain.operations import Heartbeat
from services.statistics.store import CELLS, CONTRIBUTIONS, FROZEN, HEARTBEATS
from shared.retention import Basis, Period, ProcessingRecord, Whose, shape

LAYOUT: Final = "Aufbau des Eintrags"

STORE: Final[dict[str, ProcessingRecord]] = {
    CELLS: ProcessingRecord(
        why="Zählen für Bericht und Steuerung",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Beratungsteam und Auswertung, kleine Zahlen verdeckt",
        period=Period("bleibt; enthält keine Kennung", "stays"),
        fields={
            "Tabelle, Quartal, zwei grobe Merkmale": "_id table period row column",
            "Anzahl": "n",
            LAYOUT: "schema",
        },
        shape=frozenset({"_id", *Cell._fields, "n", "schema"}),
    ),
    CONTRIBUTIONS: ProcessingRecord(
        why="Eine Zahl berichtigen, wenn sich ein Fall ändert",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="niemand",
        period=Period("bis die Vermittlung endet oder der Fall gelöscht wird", "event"),
        fields={
            "Kennung des Falls, Kontakts, Vorgangs": "_id key",
            "Wozu er zählt, und ob ein anderer für ihn zählt": "cells elsewhere",
            "Ordnung des Bestands (Stand, Aufbau, Löschdatum)": "version schema erase_after",
        },
        shape=frozenset({"_id", "key", "cells", "elsewhere", "version", "schema", "erase_after"}),
    ),
    FROZEN: ProcessingRecord(
        why="Veröffentlichte Tabellen bleiben, wie sie waren",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Öffentlichkeit",
        period=Period("bleibt; kleine Zahlen sind schon verdeckt", "stays"),
        fields={"Tabelle und Zeitraum": "_id", "Gezeigte Zahlen": "shown", LAYOUT: "schema"},
        shape=frozenset({"_id", "shown", "schema"}),
    ),
    HEARTBEATS: ProcessingRecord(
        why="Sehen, ob die Dienste leben",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb, Teamleitung",
        period=Period("24 Stunden", "index"),
        fields={
            "Welcher Dienst": "_id service instance version at",
            "Was bei ihm wartet": "pending oldest_pending parked quarantined refused lag stopped",
            "Was er noch zu tun hat": "effects effects_failing effects_oldest_failing effects_given_up",
            LAYOUT: "schema",
        },
        shape=shape(Heartbeat, "_id", "schema"),
    ),
}
