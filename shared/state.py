"""What a decision takes and what it returns, in every service."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class State(BaseModel):
    """One document as the decisions see it; fields of a newer release are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = 0


S_co = TypeVar("S_co", bound=State, covariant=True)


@dataclass(frozen=True)
class Fact(Generic[S_co]):
    """Something that a decision made true: `state` is what it led to."""

    state: S_co
