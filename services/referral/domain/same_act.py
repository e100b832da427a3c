"""Proceedings of one act: several offices may report on it, and one proceeding stands for all of them."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.referral.domain.proceeding import Proceeding, ProceedingChanged
from shared.errors import Conflict

Act = tuple[Proceeding, ...]
"""The proceeding that stands for the act, then those joined to it, in the order in which they were entered."""

NOT_JOINED: Final = "Dieses Verfahren steht schon für sich. Es ist nichts geschehen."
ITSELF: Final = "Ein Verfahren gehört immer zu seiner eigenen Tat. Bitte wählen Sie ein anderes."


def acts(of_case: Iterable[Proceeding]) -> list[Act]:
    every = list(of_case)
    ids = {each.proceeding_id for each in every}
    leads = [each for each in every if each.same_act_as not in ids]
    return [(lead, *(each for each in every if each.same_act_as == lead.proceeding_id)) for lead in leads]


def act_of(proceeding_id: str, of_case: Iterable[Proceeding]) -> Act:
    """Returns the act of the proceeding, which must be one of the case."""
    return next(act for act in acts(of_case) if any(each.proceeding_id == proceeding_id for each in act))


def join(proceeding_id: str, to: str, of_case: Sequence[Proceeding]) -> list[ProceedingChanged]:
    """Joins all proceedings of the act of `proceeding_id` to the act of `to`; empty where they are joined already.

    Both must be of the case. Raises Conflict where both are the same proceeding.
    """
    if proceeding_id == to:
        raise Conflict("not-in-this-state", ITSELF)
    moved, stays = act_of(proceeding_id, of_case), act_of(to, of_case)
    lead = stays[0].proceeding_id
    if moved[0].proceeding_id == lead:
        return []
    return [ProceedingChanged(each.model_copy(update={"same_act_as": lead})) for each in moved]


def part(proceeding: Proceeding) -> ProceedingChanged:
    """Separates it: it stands for itself again. Raises Conflict where it does already."""
    if proceeding.same_act_as is None:
        raise Conflict("not-in-this-state", NOT_JOINED)
    return ProceedingChanged(proceeding.model_copy(update={"same_act_as": None}))


def tells_other_days(act: Act) -> bool:
    """Whether its accounts give different days on which the person learnt of the act, or of an offender."""
    acts_known = {each.account.act_known_on for each in act}
    first_known = {each.account.offender_known_on for each in act} - {None}
    return len(acts_known) > 1 or len(first_known) > 1
