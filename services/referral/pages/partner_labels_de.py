"""German labels of the pages for partners: how a referral stands is said to who has it, a button says what it does."""

from collections.abc import Mapping
from typing import Final, cast

from services.referral.domain.referral import WAITING, Act, Stage
from services.referral.pages import labels_de
from services.referral.pages.stages_de import STAGES

STATES: Final[Mapping[Stage, str]] = {stage: said.partner for stage, said in STAGES.items() if said.partner}
"""As the partner reads them: who did it, and for whom it waits."""

NEXT: Final[Mapping[Stage, str]] = {stage: said.asked for stage, said in STAGES.items() if said.asked}
"""What is asked of the partner."""

AWAITED: Final[frozenset[Stage]] = WAITING - {"questioned"}
"""In which the partner's answer is awaited by a time."""

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
"""What a partner's answer means, beside its button."""

CONTRADICTS: Final[Mapping[tuple[Stage, Act], str]] = {
    ("completed", "accept"): "Das stimmt nicht: Die Hilfe läuft noch",
    ("completed", "decline"): "Das stimmt nicht: Wir haben nicht geholfen",
    ("failed", "accept"): "Das stimmt nicht: Wir helfen",
}
"""On the button, where the end of its help was entered for it otherwise than it was."""

CORRECTS: Final = "Das gilt nicht gleich: Wir besprechen es mit der Person und melden uns, wenn sie das möchte."
"""What an answer means that is otherwise than what was entered for the partner."""


def answer(fields: Mapping[str, str]) -> str:
    """What a form wants to do, in words; nothing where it wants nothing."""
    act, given = fields.get("act", ""), fields.get("reason", "")
    if act not in ACTS:
        return ""
    shown = dict(labels_de.choices(cast("Act", act))).get(given, "")
    label = ACTS[cast("Act", act)]
    return f"{label}: {shown}" if shown else label
