"""Today's small services after a fact got a new major: run as a program instead of `small_services`.

`case.answered.v2` requires the way of the answer; older events are read by one upcast.
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
