"""Events of a case with the fewest fields that the contract allows."""

import uuid
from typing import Any

from shared.contracts.intake import CaseAnswered, CaseOpened, CaseTriaged, ConsentRefused, ContactAnswered

PICTURE: dict[str, Any] = {
    "channel": "portal",
    "land": "SN",
    "municipality_kind": "municipality",
    "target_group": "mandate",
    "person": "self",
    "tenure": "honorary",
    "threat_kinds": ("threat",),
    "urgency": "routine",
    "needs": ("orientation",),
    "wishes": {},
    "anonymous": True,
}


def a_key() -> str:
    return str(uuid.uuid4())


def case_opened(case_id: str, **changed: object) -> CaseOpened:
    return CaseOpened.model_validate(PICTURE | {"case_id": case_id} | changed)


def case_triaged(case_id: str, **changed: object) -> CaseTriaged:
    return CaseTriaged.model_validate(PICTURE | {"case_id": case_id} | changed)


def case_answered(case_id: str) -> CaseAnswered:
    return CaseAnswered(case_id=case_id)


def consent_refused(case_id: str) -> ConsentRefused:
    return ConsentRefused.model_validate(
        {
            "case_id": case_id,
            "handover_id": a_key(),
            "partner_id": a_key(),
            "kind": "warm",
            "items": ("name",),
            "text_version": "1",
            "how": "page",
        }
    )


def contact_answered(contact_id: str) -> ContactAnswered:
    return ContactAnswered(contact_id=contact_id)
