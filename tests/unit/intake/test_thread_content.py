"""What is shown of a partner whom the person reaches herself, where an earlier release stored it otherwise."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.domain.case import Partner
from services.intake.domain.consent import Consent
from services.intake.domain.handover import Handover
from services.intake.domain.ids import CaseId, HandoverId, PartnerId, ThreadId
from services.intake.domain.progress import Progress, Step
from services.intake.domain.thread_content import OpenedHandover, ThreadContent
from shared.contracts.vocabulary import ConsentHow, ReferralKind

THEN = datetime(2026, 9, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
COLD, WARM = ReferralKind.COLD, ReferralKind.WARM


def agreed(number: int, kind: ReferralKind, at: datetime) -> tuple[OpenedHandover, Consent]:
    handover_id, case_id = HandoverId(f"h{number}"), CaseId("c")
    partner = Partner(id=PartnerId("p"), name="Rathausnetz (Demo)")
    asked = Handover(id=handover_id, case_id=case_id, partner=partner, kind=kind, items=(), sealed={}, asked_at=at)
    consent = Consent(
        id=f"k{number}", handover_id=handover_id, case_id=case_id, decision="given", how=ConsentHow.PAGE, at=at
    )
    return OpenedHandover(handover=asked, standing="given", texts={}), consent


def told(step: Step, at: datetime, partner: str = "Rathausnetz (Demo)") -> Progress:
    return Progress(id=f"{step} {at}", thread=ThreadId("c"), step=step, at=at, partner=partner, respond_by=at + HOUR)


def shown(*progress: Progress, of: list[tuple[OpenedHandover, Consent]]) -> list[str]:
    """As it is read again from what was stored."""
    handovers, consents = tuple(each for each, _ in of), tuple(each for _, each in of)
    content = ThreadContent(begun=THEN, progress=progress, handovers=handovers, consents=consents)
    return [each.step for each in ThreadContent.model_validate_json(content.model_dump_json()).progress]


def test_a_cold_one_that_was_stored_as_sent_is_shown_as_named() -> None:
    of = [agreed(1, COLD, THEN)]
    content = ThreadContent(
        begun=THEN, progress=(told("sent", THEN + HOUR),), handovers=(of[0][0],), consents=(of[0][1],)
    )
    (step,) = content.progress
    assert (step.step, step.respond_by) == ("named", None)


@pytest.mark.parametrize("step", ["delivered", "overdue", "expired", "recalled"])
def test_nobody_who_was_asked_for_nothing_is_late(step: Step) -> None:
    assert shown(told("sent", THEN), told(step, THEN + HOUR), of=[agreed(1, COLD, THEN)]) == ["named"]


def test_a_partner_who_was_asked_stays_asked() -> None:
    of = [agreed(1, WARM, THEN)]
    assert shown(told("sent", THEN), told("overdue", THEN + HOUR), of=of) == ["sent", "overdue"]


def test_of_two_to_the_same_partner_each_step_is_of_the_one_agreed_to_before_it() -> None:
    of = [agreed(1, COLD, THEN), agreed(2, WARM, THEN + 2 * HOUR)]
    assert shown(told("sent", THEN + HOUR), told("sent", THEN + 3 * HOUR), of=of) == ["named", "sent"]


def test_another_partner_of_the_case_is_told_of_as_before() -> None:
    assert shown(told("sent", THEN + HOUR, "Andere Stelle"), of=[agreed(1, COLD, THEN)]) == ["sent"]
