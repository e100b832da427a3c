"""Entries as CSV: one row each, its id first. No cell begins as a formula when a spreadsheet opens the file."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from services.referral.domain import entry_text
from services.referral.domain.entry_import import Row
from services.referral.domain.entry_text import KINDS, SEPARATOR
from services.referral.domain.partner import Partner
from shared.errors import Invalid

ID: Final = "id"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
INERT: Final = "'"
"""Put before a cell that a spreadsheet would compute: it then shows the rest as text."""

NO_HEAD: Final = "Die erste Zeile muss die Namen der Spalten haben, darunter id."
UNREADABLE: Final = "Diese Datei ist nicht als CSV lesbar."


def write(entries: Iterable[Partner]) -> str:
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow([ID, *KINDS])
    for entry in entries:
        texts = entry_text.write(entry)
        rows.writerow([entry.partner_id, *(inert(SEPARATOR.join(texts[name])) for name in KINDS)])
    return file.getvalue()


def read(text: str) -> Iterator[Row]:
    """Yields the rows; an empty cell empties the field, an absent column leaves it. Raises Invalid for a file that is
    no CSV or has no column of ids.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text), strict=True)
    try:
        head = [name.strip() for name in next(lines, [])]
        if ID not in head or len(set(head)) < len(head):
            raise Invalid(sentence=NO_HEAD)
        for cells in lines:
            if any(cells):
                yield _row(lines.line_num, head, cells)
    except csv.Error:
        raise Invalid(sentence=UNREADABLE) from None


def inert(cell: str) -> str:
    return INERT + cell if cell.startswith(FORMULA) else cell


def plain(cell: str) -> str:
    """Undoes `inert`."""
    return cell[1:] if cell.startswith(INERT) and cell[1:].startswith(FORMULA) else cell


def _row(number: int, head: list[str], cells: list[str]) -> Row:
    if len(cells) != len(head):
        return Row(number, "", wrong={"": f"Die Zeile hat {len(cells)} Zellen, der Kopf {len(head)}."})
    texts = {name: plain(cell) for name, cell in zip(head, cells, strict=True)}
    partner_id = texts.pop(ID).strip()
    return Row(number, partner_id, {name: _several(name, text) for name, text in texts.items()})


def _several(name: str, text: str) -> list[str]:
    return text.split(SEPARATOR) if name in KINDS and KINDS[name].several else [text]


def _delimiter(text: str) -> str:
    """Guesses the separator from the first line: spreadsheets set to German write semicolons."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","
