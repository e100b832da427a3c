"""Facts that the counsellor enters beside the coarse picture of a case: they exclude partners from it."""

from typing import Any

from shared.state import Fact, State


class CaseCircumstances(State):
    """`source`: the person's municipality and who has a conflict of interest, sealed under the case's key."""

    case_id: str
    source: dict[str, Any] | None = None
    refused: frozenset[str] = frozenset()
    """Ids of partners that the person does not want."""


class CircumstancesEntered(Fact[CaseCircumstances]):
    pass


def enter_source(known: CaseCircumstances, source: dict[str, Any] | None) -> CircumstancesEntered:
    return CircumstancesEntered(known.model_copy(update={"source": source}))


def refuse(known: CaseCircumstances, partner_id: str, *, refused: bool) -> CircumstancesEntered:
    """Adds the partner to those that the person does not want, or removes it."""
    now = known.refused | {partner_id} if refused else known.refused - {partner_id}
    return CircumstancesEntered(known.model_copy(update={"refused": now}))
