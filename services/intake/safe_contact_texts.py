"""German words for how a person may be reached: for the person, for the counsellor, and as the line of a task."""

from itertools import groupby
from typing import Final

from services.intake.domain.safe_contact import WEEKDAYS, SafeContact
from services.intake.domain.task import REACHES_THE_PERSON, Task

DAYS: Final = dict(
    zip(WEEKDAYS, ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"), strict=True)
)
ACTS: Final = {"mail": "Schreiben", "sms": "SMS schreiben", "phone": "Anrufen"}
WAYS: Final = {"mail": "E-Mail", "sms": "SMS", "phone": "Telefon"}
TWO_DAYS: Final = 2


def facts(safe: SafeContact) -> list[tuple[str, str]]:
    """Returns heading and words of all that was stated."""
    said = [
        (WAYS.get(safe.channel, "Kontaktweg"), safe.address),
        ("Zeiten", " · ".join(hours(safe))),
        ("Mit diesen Worten", safe.words),
        ("Wer abhebt oder mitliest", safe.who_answers),
        ("Mailbox", _voicemail(safe, "Darf besprochen werden", "Nicht besprechen")),
        ("Link", "Ohne Link zu unserer Seite" if safe.without_link else None),
        ("Erinnerungen", "Vor dem Ablauf einer Frist gewünscht" if safe.deadline_reminders else None),
    ]
    return [(heading, words) for heading, words in said if words]


def line_of(task: Task, safe: SafeContact | None) -> str:
    """Returns the line; empty for a task that is done without reaching the person, and where no way is known."""
    return how_to_reach(safe) if safe and task.kind in REACHES_THE_PERSON else ""


def how_to_reach(safe: SafeContact) -> str:
    """Returns one line for whoever is to ring, without the number, which stands in the file."""
    act = " ".join([ACTS.get(safe.channel, "Erreichen"), *hours(safe)])
    voicemail = _voicemail(safe, "Mailbox ja", "Mailbox nein")
    who = f"wer abhebt: {safe.who_answers}" if safe.who_answers else None
    return ", ".join(each for each in (act, _as(safe.words), voicemail, who) if each)


def hours(safe: SafeContact) -> list[str]:
    """Returns the allowed hours as a machine keeps them, and as the person put them."""
    structured = " ".join(each for each in (_days(safe), _times(safe)) if each)
    return [each for each in (structured, safe.times) if each]


def _voicemail(safe: SafeContact, yes: str, no: str) -> str | None:
    return None if safe.voicemail is None else yes if safe.voicemail else no


def _as(words: str | None) -> str | None:
    if not words:
        return None
    return words if words.casefold().startswith("als ") else f"als „{words}“"


def _days(safe: SafeContact) -> str:
    """Returns the weekdays in short; three days in a row or more are a span."""
    chosen = [WEEKDAYS.index(day) for day in safe.weekdays if day in WEEKDAYS]
    if len(chosen) in (0, len(WEEKDAYS)):
        return ""
    rows = [list(row) for _, row in groupby(chosen, key=lambda day: day - chosen.index(day))]
    short = list(DAYS.values())
    spans = ([row] if len(row) > TWO_DAYS else [[day] for day in row] for row in rows)
    return ", ".join("–".join(short[day][:2] for day in sorted({span[0], span[-1]})) for row in spans for span in row)


def _times(safe: SafeContact) -> str:
    since, until = _clock(safe.earliest), _clock(safe.latest)
    if since and until:
        return f"{since}–{until} Uhr"
    return f"ab {since} Uhr" if since else f"bis {until} Uhr" if until else ""


def _clock(time: str | None) -> str:
    """Returns the time as it is spoken: 18:00 as 18."""
    hour, _, minute = (time or "").partition(":")
    return hour.lstrip("0").rjust(1, "0") + ("" if minute == "00" else f":{minute}") if hour else ""
