"""How far a hand-over has come, in one line."""

from typing import get_args

import pytest

from services.intake.domain.handover import Handover, Standing, Worked, name, tell
from services.intake.domain.progress import Step
from services.intake.pages.desk.stages import ENDS, REACHED, WAY, cold_stages, stages
from services.intake.subscriptions import STEPS
from shared.contracts import referral
from tests.unit.intake.test_handover import COLD, NOW


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
        ("withdrawn", "accepted", ["gefragt", "von der Person widerrufen"]),
    ],
)
def test_what_was_reached(standing: Standing, step: Step | None, reached: list[str]) -> None:
    assert [said for said, is_reached in stages(standing, step) if is_reached] == reached


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
