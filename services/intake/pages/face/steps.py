"""The steps of a case on the person's page: the newest first, each with what comes next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.intake.domain.progress import Progress
from services.intake.domain.thread_content import OpenedAddition, OpenedHandover, ShownCorrection, ThreadContent
from services.intake.pages.face.within_the_hour import when_decided, when_written
from services.intake.state_texts.cells import Said
from services.intake.state_texts.referral import REFERRAL
from services.intake.state_texts.texts import (
    of_addition,
    of_arrival,
    of_consent,
    of_correction,
    of_form_message,
    of_progress,
)
from shared.clock import whole_hour
from shared.contracts.vocabulary import ConsentHow, ReferralKind
from shared.web.pages import day

COUNSELLING: Final = "counselling"


@dataclass(frozen=True)
class Step:
    """One step as the layout's list of steps takes it."""

    title: str
    when: str
    state: str = "done"
    text: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class Happened:
    """An event of the case.

    `matter`: its subject; of each subject, only the newest says what it means and what comes next.
    """

    at: datetime
    matter: str
    said: Said


def steps(own: ThreadContent, now: datetime) -> list[Step]:
    happened = sorted(_happened(own, now), key=lambda each: each.at)
    newest_of = {each.matter: each for each in happened}
    newest, *earlier = [
        replace(_step(each, is_newest=newest_of[each.matter] is each), is_new=is_new(each.at, own))
        for each in reversed(happened)
    ]
    return [replace(newest, state="now"), *earlier]


def is_new(at: datetime, own: ThreadContent) -> bool:
    """Whether it came after the person's last message or decision. Nobody keeps when the person last looked.

    The person's own acts carry the hour only: an event within that hour counts as known.
    """
    said = [each.message.at for each in own.messages if each.message.by == "person"]
    decided = [each.at for each in own.consents if each.how is ConsentHow.PAGE]
    added = [made for each in own.additions for made in each.addition.decisions]
    decided += [each.at for each in added if each.how is ConsentHow.PAGE]
    return whole_hour(at) > whole_hour(max([own.begun, *said, *decided]))


def _step(happened: Happened, *, is_newest: bool) -> Step:
    said = happened.said
    text = " ".join(each for each in (said.means, said.then) if each) if is_newest else ""
    return Step(said.happened, day(happened.at), text=text)


def _happened(own: ThreadContent, now: datetime) -> Iterator[Happened]:
    is_read = any(each.step == "taken_over" for each in own.progress)
    yield Happened(own.begun, COUNSELLING, of_arrival("person", now, is_read=is_read))
    yield from _of_progress(own.progress, now)
    for said in own.messages:
        if said.form:
            told = of_form_message(said.form, "person", said.message.at, now)
            yield Happened(when_written(said.message.at, own.progress), said.message.id, told)
    for asked in own.handovers:
        yield from _decided(asked, own)
    for added in own.additions:
        yield from _added(added, own.corrected(added.addition.handover_id, added.addition.id))


def _of_progress(progress: Iterable[Progress], now: datetime) -> Iterator[Happened]:
    """Leaves out a proceeding whose text did not change, and one that is joined to another as the same act."""
    told: dict[str | None, Said] = {}
    for each in progress:
        said = of_progress(each, "person", now)
        if each.step == "proceeding":
            if each.same_act_as is not None or told.get(each.proceeding_id) == said:
                continue
            told[each.proceeding_id] = said
        yield Happened(each.at, _matter(each), said)


def _matter(step: Progress) -> str:
    if step.step in ("taken_over", "closed", "reopened"):
        return COUNSELLING
    if step.step in REFERRAL:
        return f"referral to {step.partner}"
    return "proceeding" if step.step == "proceeding" else step.id


def _decided(asked: OpenedHandover, own: ThreadContent) -> Iterator[Happened]:
    """Yields a question that waits, each decision, and the corrections of decisions.

    Of a cold hand-over only the corrections: the hand-over itself says all else.
    """
    corrected = own.corrected(asked.handover.id)
    for made in corrected:
        yield Happened(made.at, made.id, of_correction(made, "person"))
    if asked.handover.kind is ReferralKind.COLD:
        return
    decisions = [each for each in own.consents if each.is_hers and each.handover_id == asked.handover.id]
    if not decisions and not (corrected and asked.standing in ("lapsed", "withdrawn")):
        yield Happened(asked.handover.asked_at, asked.handover.id, of_consent(asked.handover, asked.standing, "person"))
    for each in decisions:
        said = of_consent(asked.handover, each.decision, "person")
        at = when_decided(each, asked.handover, own.progress)
        yield Happened(at, asked.handover.id, without_nothing(said, corrected))


def _added(found: OpenedAddition, corrected: Sequence[ShownCorrection]) -> Iterator[Happened]:
    """Yields a question that waits, each decision, and the corrections of decisions."""
    added = found.addition
    for made in corrected:
        yield Happened(made.at, made.id, of_correction(made, "person"))
    if not added.in_force and not (corrected and added.standing == "lapsed"):
        yield Happened(added.asked_at, added.id, of_addition(added, added.standing, "person"))
    for each in added.in_force:
        said = of_addition(added, each.decision, "person")
        yield Happened(each.at, added.id, without_nothing(said, corrected))


def without_nothing(said: Said, corrected: Iterable[ShownCorrection]) -> Said:
    """Removes sentences that a correction contradicts.

    Beside a consent noted by mistake: that nothing was passed on, since the correction says what left. Beside a
    withdrawal noted by mistake: what a consent allows and that it can be withdrawn, since it ended.
    """
    was = {each.was for each in corrected}
    if "withdrawn" in was:
        return replace(said, means="", then="")
    return replace(said, means="") if "given" in was else said
