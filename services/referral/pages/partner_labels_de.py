"""German labels of the pages for partners: the state of a referral, and the meaning of each button."""

from collections.abc import Mapping
from typing import Final, cast

from services.referral.domain.referral import WAITING, Act, Stage
from services.referral.pages import labels_de
from services.referral.pages.stages_de import STAGES

STATES: Final[Mapping[Stage, str]] = {stage: said.partner for stage, said in STAGES.items() if said.partner}
"""States as partners read them: who acted, and who has to act next."""

NEXT: Final[Mapping[Stage, str]] = {stage: said.asked for stage, said in STAGES.items() if said.asked}
"""Requests to the partner in each state."""

AWAITED: Final[frozenset[Stage]] = WAITING - {"questioned"}
"""States in which the partner's answer is awaited by a deadline."""

ACTS: Final[Mapping[Act, str]] = {
    **labels_de.ACTS,
    "complete": "Hilfe abschließen",
    "return": "An die Anlaufstelle zurückgeben",
    "ask": "Frage senden",
}
FOLLOWS: Final[Mapping[Act, str]] = {
    "accept": "Sie helfen. Die Person erfährt das. Die Angaben bleiben hier lesbar, bis die Hilfe endet.",
    "decline": "Sie helfen nicht. Die Angaben sind hier dann nicht mehr zu lesen, und wir suchen weiter.",
    "contact": "Sie haben mit der Person gesprochen oder ihr geschrieben.",
    "complete": "Die Hilfe ist zu Ende. Die Angaben sind hier dann nicht mehr zu lesen.",
    "fail": "Es kam zu keiner Hilfe, zum Beispiel weil Sie die Person nicht erreicht haben. Wir kümmern uns weiter.",
    "return": "Sie können doch nicht helfen. Die Angaben sind hier dann nicht mehr zu lesen, und wir suchen weiter.",
}
"""The meaning of a partner's answer, beside its button."""

CONTRADICTS: Final[Mapping[tuple[Stage, Act], str]] = {
    ("completed", "accept"): "Das stimmt nicht: Die Hilfe läuft noch",
    ("completed", "decline"): "Das stimmt nicht: Wir haben nicht geholfen",
    ("failed", "accept"): "Das stimmt nicht: Wir helfen",
}
"""Labels of the button that contradicts the end of the help as it was entered for the partner."""

CORRECTS: Final = "Das gilt nicht gleich: Wir besprechen es mit der Person und melden uns, wenn sie das möchte."
"""The meaning of an answer that contradicts the one entered for the partner."""


def answer(fields: Mapping[str, str]) -> str:
    """Returns the act of a form in words; empty where it has none."""
    act, given = fields.get("act", ""), fields.get("reason", "")
    if act not in ACTS:
        return ""
    shown = dict(labels_de.choices(cast("Act", act))).get(given, "")
    label = ACTS[cast("Act", act)]
    return f"{label}: {shown}" if shown else label
