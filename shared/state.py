"""The base classes of what a decision takes, a state, and what it returns, a fact."""

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
    """Something that a decision made true. `state`: the state that it led to."""

    state: S_co
