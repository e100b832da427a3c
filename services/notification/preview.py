"""The questions that may be asked of a deadline by rule, and the circumstances that each describes."""

from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    Tag,
    WithJsonSchema,
)

from shared.contracts.vocabulary import Discontinuation, NoticeKind
from shared.day import Day, DayIfGiven
from shared.deadlines.circumstances import Circumstances, Notice, Role
from shared.deadlines.working_days import LAENDER
from shared.errors import Invalid
from shared.offences import OFFENCES

OTHER_OFFENCES: Final = frozenset({"other", "unknown"})
REPORTABLE_AFTER: Final = 3
"""Days of being unfit for work; an accident that kept somebody away for longer is to be reported (§ 193 SGB VII)."""


def read_land(word: str) -> str:
    """Returns the word. Raises Invalid `unknown-land` for one that names no Land and is not `unknown`."""
    if word != "unknown" and word not in LAENDER:
        raise Invalid("unknown-land", "Dieses Land kennen wir nicht.")
    return word


def read_offence(word: str) -> str:
    """Returns the word. Raises Invalid for one that names no offence."""
    if word not in OFFENCES and word not in OTHER_OFFENCES:
        raise Invalid
    return word


def read_number(value: Any) -> Any:
    """Returns a number as JSON writes it, 3 or 3.0. Raises Invalid for a text and for true."""
    if isinstance(value, bool | str):
        raise Invalid
    return value


def one_of(*words: str) -> WithJsonSchema:
    """Returns the schema of a choice of words, for the description; the refusal is ours."""
    return WithJsonSchema({"type": "string", "enum": sorted(words)})


Land = Annotated[str, AfterValidator(read_land), one_of(*LAENDER, "unknown")]
Offence = Annotated[str, AfterValidator(read_offence), one_of(*OFFENCES, *OTHER_OFFENCES)]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalAsked(Asked):
    """A question whose answer depends on the Land.

    Without `land`, `act_by` is the earliest day of any Land, and `legal_on` the latest.
    """

    land: Land | None = None

    @property
    def known_land(self) -> str | None:
        return None if self.land == "unknown" else self.land


class RequestForProsecution(LocalAsked):
    """A request for prosecution. Without `offender_known_on` the offender is unknown.

    Without `land`, `act_by` is the earliest day of any Land, and `legal_on` the latest.
    """

    rule: Literal["strafantrag"] = "strafantrag"
    act_known_on: Day
    offender_known_on: DayIfGiven = None
    entitled: Role = "self"
    offences: list[Offence] = Field(default_factory=list, max_length=20)

    def circumstances(self) -> Circumstances:
        return Circumstances(
            first_known_on=self.act_known_on,
            act_known_on=self.act_known_on,
            offender_known_on=self.offender_known_on,
            role=self.entitled,
            offences=tuple(self.offences),
            land=self.known_land,
        )


class Complaint(LocalAsked):
    """`instructed`: the notice of the discontinuation said how and until when to complain."""

    rule: Literal["beschwerde"]
    notified_on: Day
    instructed: StrictBool
    private_action: StrictBool = False

    def circumstances(self) -> Circumstances:
        instructed = NoticeKind.DISCONTINUATION_WITH_INSTRUCTION
        kind = instructed if self.instructed else NoticeKind.DISCONTINUATION
        discontinuation = Discontinuation.PRIVATE_ACTION if self.private_action else None
        return Circumstances(
            notices=(Notice(kind, self.notified_on),), discontinuation=discontinuation, land=self.known_land
        )


class CourtApplication(LocalAsked):
    """`notified_on`: when the decision on the complaint came."""

    rule: Literal["klageerzwingung"]
    notified_on: Day

    def circumstances(self) -> Circumstances:
        return Circumstances(notices=(Notice(NoticeKind.SUPERIOR_DECISION, self.notified_on),), land=self.known_land)


class AccidentReport(LocalAsked):
    """`known_on`: when the municipality knew of the accident; `days_unfit`: days of being unfit for work."""

    rule: Literal["unfallanzeige"]
    known_on: Day
    days_unfit: Annotated[int, Field(ge=0, le=100_000), BeforeValidator(read_number)]
    death: StrictBool = False

    def circumstances(self) -> Circumstances:
        return Circumstances(
            notices=(Notice(NoticeKind.ACCIDENT_KNOWN, self.known_on),),
            is_reportable=self.death or self.days_unfit > REPORTABLE_AFTER,
            land=self.known_land,
        )


class RegisterBlock(Asked):
    rule: Literal["auskunftssperre"]
    entered_on: Day

    def circumstances(self) -> Circumstances:
        return Circumstances(notices=(Notice(NoticeKind.REGISTER_BLOCK_ENTERED, self.entered_on),))


def rule_of(given: Any) -> str | None:
    """Returns the rule that is asked for; without a name it is `strafantrag`, the first that could be asked for."""
    named = given.get("rule", "strafantrag") if isinstance(given, dict) else getattr(given, "rule", None)
    return named if isinstance(named, str) else None


BY_RULE: Final = Discriminator(
    rule_of,
    custom_error_type="unknown_rule",
    custom_error_message="unknown rule",
    custom_error_context={"discriminator": "rule"},
)
Question = Annotated[
    Annotated[RequestForProsecution, Tag("strafantrag")]
    | Annotated[Complaint, Tag("beschwerde")]
    | Annotated[CourtApplication, Tag("klageerzwingung")]
    | Annotated[AccidentReport, Tag("unfallanzeige")]
    | Annotated[RegisterBlock, Tag("auskunftssperre")],
    BY_RULE,
]

EXAMPLES: Final[dict[str, Any]] = {
    "strafantrag": {
        "value": {
            "act_known_on": "2026-09-20",
            "offender_known_on": "2026-09-25",
            "offences": ["stgb_241"],
            "land": "NW",
        }
    },
    "beschwerde": {
        "value": {"rule": "beschwerde", "notified_on": "2026-12-11", "instructed": True, "land": "NW"},
    },
    "klageerzwingung": {"value": {"rule": "klageerzwingung", "notified_on": "2026-12-11", "land": "NW"}},
    "unfallanzeige": {
        "value": {"rule": "unfallanzeige", "known_on": "2026-12-11", "days_unfit": 5, "land": "NW"},
    },
    "auskunftssperre": {"value": {"rule": "auskunftssperre", "entered_on": "2026-12-11"}},
}
