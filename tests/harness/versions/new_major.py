"""Today's small services once a fact has a new major: run as a program instead of `small_services`.

`case.answered.v2` demands to know how it was answered; what was said before is read by one step.
"""

from typing import Any, ClassVar

from shared.contracts import catalogue, upcasts
from shared.contracts.intake import CaseAnswered
from tests.harness.versions import small_services


class CaseAnsweredOtherwise(CaseAnswered):
    TYPE: ClassVar[str] = "lotse.intake.case.answered.v2"

    way: str


def unknown_way(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"way": "unknown"}


def arrive() -> None:
    tables: Any = (catalogue.topic_of(CaseAnswered.TYPE).types, upcasts.STEPS)
    types, steps = tables
    types[CaseAnsweredOtherwise] = types.pop(CaseAnswered)
    steps[CaseAnswered.TYPE] = (CaseAnsweredOtherwise.TYPE, unknown_way)
    for by_type in (catalogue._MODELS, catalogue._TOPIC_OF):
        known: Any = by_type
        known[CaseAnsweredOtherwise.TYPE] = known.pop(CaseAnswered.TYPE)
    catalogue._MODELS[CaseAnsweredOtherwise.TYPE] = CaseAnsweredOtherwise
    small_services.FACTS["answered"] = lambda key: CaseAnsweredOtherwise(case_id=key, way="page")


if __name__ == "__main__":
    arrive()
    small_services.main()
