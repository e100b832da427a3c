"""What happened within one hour is read in the order in which it must have happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent, Decision, Standing
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, PartnerId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.thread_content import OpenedHandover, ThreadContent
from services.intake.pages.face.steps import steps
from services.intake.pages.face.within_the_hour import when_written
from shared.contracts.vocabulary import ConsentHow, ConsentItem, ReferralKind

HOUR = datetime(2026, 11, 29, 14, tzinfo=UTC)
POLICE = Partner(id=PartnerId("police"), name="Polizei (Demo)")
CASE = CaseId("case")


def at(minute: int) -> datetime:
    return HOUR + timedelta(minutes=minute)


def asked(minute: int, name: str = "one", standing: Standing = "withdrawn") -> OpenedHandover:
    known: dict[str, Any] = {"kind": ReferralKind.WARM, "items": (ConsentItem.ACCOUNT,), "sealed": {}}
    handover = Handover(id=HandoverId(name), case_id=CASE, partner=POLICE, asked_at=at(minute), **known)
    return OpenedHandover(handover=handover, standing=standing, texts={ConsentItem.ACCOUNT: "Es geschah."})


def said(decision: Decision, name: str = "one") -> Consent:
    """Her acts carry the hour alone."""
    return Consent(
        id=f"{name} {decision}",
        handover_id=HandoverId(name),
        case_id=CASE,
        decision=decision,
        how=ConsentHow.PAGE,
        at=HOUR,
    )


def step(what: Step, minute: int) -> Progress:
    name = POLICE.name if what not in ("taken_over", "closed", "reopened") else None
    return Progress(id=f"{what} {minute}", thread=ThreadId(CASE), step=what, at=at(minute), partner=name)


def titles(own: ThreadContent) -> list[str]:
    """The newest first, as the page has them."""
    return [each.title for each in steps(own, HOUR + timedelta(days=1))]


def test_who_withdrew_does_not_read_that_the_police_agreed_to_help_afterwards() -> None:
    progress = (
        step("taken_over", 2),
        step("sent", 6),
        step("delivered", 9),
        step("accepted", 12),
        step("recalled", 20),
    )
    once = ThreadContent(
        begun=HOUR, handovers=(asked(4),), consents=(said("given"), said("withdrawn")), progress=progress
    )
    found = titles(once)
    assert "widerrufen" in found[1]
    assert "zugesagt" in found[2]
    assert "einverstanden" in found[5]
    assert [each for each in found if "kümmert sich" in each] == [found[6]]

    before_the_recall = once.model_copy(update={"progress": progress[:-1]})
    assert "widerrufen" in titles(before_the_recall)[0]


def test_who_agreed_anew_within_the_hour_reads_that_last() -> None:
    progress = (step("sent", 6), step("recalled", 20), step("sent", 33))
    consents = (said("given"), said("withdrawn"), said("given", "two"))
    again = ThreadContent(
        begun=HOUR, handovers=(asked(4), asked(25, "two", "given")), consents=consents, progress=progress
    )
    found = titles(again)
    assert "Hilfe gebeten" in found[0]
    assert "einverstanden" in found[1]
    assert "widerrufen" in found[3]


def test_what_she_wrote_of_something_closed_stands_above_it() -> None:
    assert when_written(HOUR, [step("closed", 30)]) > at(30)
    assert when_written(HOUR, [step("closed", 30), step("reopened", 40)]) == HOUR
    assert when_written(HOUR, []) == HOUR
