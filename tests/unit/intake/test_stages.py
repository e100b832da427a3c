"""How far a hand-over has come, in one line."""

from typing import get_args

import pytest

from services.intake.domain.case import ACCEPTED, Partner, Referral, referral_moved, referral_sent
from services.intake.domain.consent import Standing
from services.intake.domain.handover import Handover, Worked, name, tell
from services.intake.domain.ids import PartnerId, ReferralId
from services.intake.domain.progress import Step
from services.intake.pages.desk.stages import ENDS, REACHED, WAY, cold_stages, stages
from services.intake.subscriptions import STEPS
from shared.contracts import referral
from tests.unit.intake.test_handover import CASE, COLD, NOW


@pytest.mark.parametrize(
    ("standing", "step", "reached"),
    [
        ("asked", None, ["gefragt"]),
        ("given", None, ["gefragt", "eingewilligt"]),
        ("given", "sent", ["gefragt", "eingewilligt", "übermittelt"]),
        ("given", "contacted", ["gefragt", "eingewilligt", "übermittelt", "angenommen"]),
        ("given", "completed", list(WAY)),
        ("given", "declined", ["gefragt", "eingewilligt", "übermittelt", "abgesagt"]),
        ("refused", None, ["gefragt", "von der Person abgelehnt"]),
        ("withdrawn", None, ["gefragt", "eingewilligt", "von der Person widerrufen"]),
        ("withdrawn", "accepted", [*WAY[:4], "von der Person widerrufen"]),
        ("withdrawn", "recalled", ["gefragt", "eingewilligt", "übermittelt", "von der Person widerrufen"]),
        ("withdrawn", "completed", [*WAY, "von der Person widerrufen"]),
        ("withdrawn", "declined", ["gefragt", "eingewilligt", "übermittelt", "abgesagt", "von der Person widerrufen"]),
        ("withdrawn", "not_asked", ["gefragt", "eingewilligt", "nicht übermittelt", "von der Person widerrufen"]),
    ],
)
def test_what_was_reached(standing: Standing, step: Step | None, reached: list[str]) -> None:
    assert [said for said, is_reached in stages(standing, step) if is_reached] == reached


@pytest.mark.parametrize("standing", ["given", "withdrawn"])
@pytest.mark.parametrize("step", ["recalled", "returned", "failed"])
def test_what_a_partner_accepted_is_not_forgotten_by_its_end(standing: Standing, step: Step) -> None:
    assert ("angenommen", True) in stages(standing, step, accepted=True)
    assert ("angenommen", True) not in stages(standing, step)


@pytest.mark.parametrize("first", sorted(ACCEPTED))
def test_that_it_was_accepted_stays_known(first: Step) -> None:
    partner = Partner(id=PartnerId("p"), name="Stelle")
    sent = referral_sent(CASE, Referral(id=ReferralId("r"), partner=partner)).state
    moved = referral_moved(sent, ReferralId("r"), first, ended=False).state
    (kept,) = referral_moved(moved, ReferralId("r"), "recalled", ended=True).state.referrals
    assert (kept.step, kept.accepted) == ("recalled", True)
    (never,) = referral_moved(sent, ReferralId("r"), "recalled", ended=True).state.referrals
    assert not never.accepted


def test_every_step_of_a_referral_has_its_place() -> None:
    of_referrals = {step for fact, step in STEPS.items() if fact.TOPIC == referral.ReferralSent.TOPIC}
    assert of_referrals | {"recalled", "not_asked", "never_sent"} == REACHED.keys() | ENDS.keys() | {"named"}


@pytest.mark.parametrize("step", ["not_asked", "never_sent"])
def test_what_nobody_was_asked_for_was_sent_to_nobody(step: Step) -> None:
    said = [stage for stage, _ in stages("given", step)]
    assert said == ["gefragt", "eingewilligt", "nicht übermittelt"]


@pytest.mark.parametrize("standing", get_args(Standing))
def test_something_is_said_of_every_standing(standing: Standing) -> None:
    assert stages(standing, None)[0] == ("gefragt", True)


@pytest.mark.parametrize(
    ("standing", "worked", "reached"),
    [
        ("asked", None, ["gefragt"]),
        ("refused", None, ["gefragt", "von der Person abgelehnt"]),
        ("given", None, ["gefragt", "möchte sich selbst melden", "Kontakt genannt"]),
        ("given", "yes", ["gefragt", "möchte sich selbst melden", "Kontakt genannt", "hat geklappt"]),
        ("given", "no", ["gefragt", "möchte sich selbst melden", "Kontakt genannt", "hat nicht geklappt"]),
    ],
)
def test_who_reaches_the_partner_herself_is_waited_for_by_nobody(
    standing: Standing, worked: Worked | None, reached: list[str]
) -> None:
    handover = cold(named=standing == "given", worked=worked)
    assert [said for said, is_reached in cold_stages(handover, standing) if is_reached] == reached


def cold(*, named: bool, worked: Worked | None) -> Handover:
    handover = name(COLD, None, NOW).state if named else COLD
    told = tell(handover, worked) if worked else None
    return told.state if told else handover
