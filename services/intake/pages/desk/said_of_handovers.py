"""Texts beside each hand-over: its stages, the person's decisions, and whether the person may be asked again."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from services.intake.domain.addition import may_be_added_to
from services.intake.domain.arrangement import OpenedArrangement
from services.intake.domain.case import Case
from services.intake.domain.consent import (
    Consent,
    agreed_evidence,
    agreed_items,
    is_excluded,
    may_be_asked_again,
    said_about,
    was_never_withdrawn,
)
from services.intake.domain.correction import may_be_corrected, noted_in, noted_of, withdrawal_in
from services.intake.domain.ids import PartnerId, ReferralId
from services.intake.domain.thread_content import OpenedHandover
from services.intake.handlers.desk.read_file import File
from services.intake.labels_de import DECIDED, DECIDED_HOW
from services.intake.pages.desk.stages import Stage, cold_stages, stages
from services.intake.state_texts.partner import of_partner
from services.intake.state_texts.texts import of_correction
from shared.contracts.vocabulary import ConsentHow
from shared.referral_id import referral_of
from shared.web.pages import day, moment

HEARD: Final[Mapping[ConsentHow, str]] = {
    ConsentHow.PAGE: "vermerkt von",
    ConsentHow.VOICE: "gehört von",
    ConsentHow.WRITING: "vermerkt von",
}
ENDED: Final = "beendet, obwohl die Person nicht widerrief"
NONE_FITS: Final = ("none", "Keiner passt")


def said_of_handovers(file: File) -> dict[str, Any]:
    """Returns the functions and values by which the template describes each hand-over."""
    handovers, consents = [each.handover for each in file.content.handovers], file.content.consents
    return {
        "stages": stages_of(file.case, consents),
        "never_withdrew": partial(was_never_withdrawn, consents=consents),
        "may_be_asked_again": lambda asked: may_be_asked_again(asked, handovers, consents),
        "is_refused_for_good": lambda asked: is_excluded(asked.partner.id, handovers, consents),
        "said_about_partner": partial(said_about_partner, file),
        "of_partner": of_partner,
        "agreed_items": agreed_items,
        "may_be_added_to": may_be_added_to,
        "agreed_evidence": agreed_evidence,
        "appointment_options": appointment_options,
        "noted_in": lambda asked: noted_in(asked, consents),
        "withdrawal_in": lambda asked: withdrawal_in(asked, consents),
        "noted_of": noted_of,
        "may_be_corrected": may_be_corrected,
        "correction_said": partial(of_correction, to="counsellor"),
    }


def said_about_partner(file: File, partner: PartnerId) -> list[str]:
    """Returns each decision about the partner with its day, the way it was given and who noted it; the oldest first."""
    handovers = [each.handover for each in file.content.handovers]
    return [_in_words(each, file.names) for each in said_about(partner, handovers, file.content.consents)]


def _in_words(decided: Consent, names: Mapping[str, str]) -> str:
    said = "nie an diese Stelle" if decided.never else DECIDED[decided.decision]
    wrong = f", am {day(decided.never_withdrawn_at)} berichtigt: nicht widerrufen" if decided.never_withdrawn_at else ""
    how = f"{said} am {day(decided.at)}, {DECIDED_HOW[decided.how]}{wrong}"
    return f"{how}, {HEARD[decided.how]} {names.get(decided.noted_by, decided.noted_by)}" if decided.noted_by else how


def appointment_options(found: OpenedArrangement) -> list[tuple[str, str]]:
    return [*((each.key, f"Kommt am {moment(each.begins)}") for each in found.content.appointments), NONE_FITS]


def stages_of(case: Case | None, consents: Sequence[Consent]) -> Callable[[OpenedHandover], list[Stage]]:
    referrals = {known.id: known for known in case.referrals} if case else {}

    def of(asked: OpenedHandover) -> list[Stage]:
        if asked.handover.is_cold:
            return cold_stages(asked.handover, asked.standing)
        known = referrals.get(ReferralId(referral_of(asked.handover.id)))
        step, accepted = (known.step, known.accepted) if known else (None, False)
        found = stages(asked.standing, step, accepted=accepted)
        return [*found[:-1], (ENDED, True)] if was_never_withdrawn(asked.handover, consents) else found

    return of
