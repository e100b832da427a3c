"""All that happened in a case as the person's page tells it: the newest first, each with what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from services.intake.domain.thread_content import OpenedHandover, ThreadContent
from services.intake.state_texts.cells import Said
from services.intake.state_texts.texts import of_arrival, of_consent, of_progress
from shared.contracts.vocabulary import ReferralKind
from shared.web.pages import day


@dataclass(frozen=True)
class Step:
    """One step as the layout's list of steps wants it."""

    title: str
    when: str
    state: str = "done"
    text: str = ""


def steps(own: ThreadContent, now: datetime) -> list[Step]:
    happened = sorted(_happened(own, now), key=lambda each: each[0])
    newest, *earlier = [_step(*each) for each in reversed(happened)]
    return [replace(newest, state="now"), *earlier]


def _step(at: datetime, said: Said) -> Step:
    return Step(said.happened, day(at), text=" ".join(each for each in (said.means, said.then) if each))


def _happened(own: ThreadContent, now: datetime) -> Iterator[tuple[datetime, Said]]:
    is_read = any(each.step == "taken_over" for each in own.progress)
    yield own.begun, of_arrival("person", now, is_read=is_read)
    for each in own.progress:
        yield each.at, of_progress(each, "person", now)
    for asked in own.handovers:
        yield from _decided(asked, own)


def _decided(asked: OpenedHandover, own: ThreadContent) -> Iterator[tuple[datetime, Said]]:
    """A question that waits, and each decision. Where nothing is passed on the hand-over itself says all."""
    if asked.handover.kind is ReferralKind.COLD:
        return
    decisions = [each for each in own.consents if each.handover_id == asked.handover.id]
    if not decisions:
        yield asked.handover.asked_at, of_consent(asked.handover, asked.standing, "person")
    for each in decisions:
        yield each.at, of_consent(asked.handover, each.decision, "person")
