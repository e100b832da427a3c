"""What a decision takes and what it returns."""

from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

from pydantic import BaseModel, ConfigDict

ContactId = NewType("ContactId", str)
CaseId = NewType("CaseId", str)
ThreadId = NewType("ThreadId", str)
HandoverId = NewType("HandoverId", str)
PartnerId = NewType("PartnerId", str)
ReferralId = NewType("ReferralId", str)
Counsellor = NewType("Counsellor", str)


class State(BaseModel):
    """One document as the decisions see it; fields of a newer release are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 0


S_co = TypeVar("S_co", bound=State, covariant=True)


@dataclass(frozen=True)
class Fact(Generic[S_co]):
    """Something that a decision made true: `state` is what it led to."""

    state: S_co
