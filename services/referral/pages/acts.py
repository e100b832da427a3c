"""What staff and partners do with a referral from a page, and what they see where it was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from services.referral.domain.inquiry import LONGEST
from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.referral import Referral, Stage
from services.referral.pages.labels_de import STATES
from shared.day import DayIfGiven
from shared.errors import Conflict, Invalid, LotseError
from shared.text import EMPTY, Typed
from shared.web.forms import Act, InvalidForm, Sent

F = TypeVar("F", bound="ActForm")


class ActForm(Act):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie diese Antwort."

    act: ReferralAct
    version: int
    """What was on the screen, and in which state."""
    seen: Stage | None = None
    reason: str | None = None
    text: Annotated[str, Typed(LONGEST, least=0)] = ""
    """Of a question, or of the reply to it."""
    until: DayIfGiven = None
    """Of a waiting list."""

    @property
    def day(self) -> date:
        """Raises Invalid where none is given."""
        if self.until is None:
            raise Invalid(sentence=EMPTY)
        return self.until


def read(form: Sent[F]) -> F:
    """What is wrong with its only field of words or days stands there. Raises Invalid."""
    try:
        return form.read()
    except InvalidForm as refused:
        of_field = refused.sentences.get("text") or refused.sentences.get("until")
        raise (Invalid(sentence=of_field) if of_field else refused) from None


@dataclass(frozen=True)
class Refused:
    """An act that was refused: `fields` as they were sent."""

    fields: Mapping[str, Any]
    error: LotseError

    def field(self, of: str) -> str:
        """The name of the field for its reason; `of` names the referral."""
        return f"{self.fields.get('act')}-{of}"

    def typed(self, act: ReferralAct, name: str) -> Any:
        """What was entered in a field of this act."""
        return self.fields.get(name, "") if self.fields.get("act") == act else ""

    def chosen(self, act: ReferralAct) -> str:
        """The reason that was chosen for this act."""
        return str(self.fields.get("reason", "")) if self.fields.get("act") == act else ""

    def states(self, now: Referral, words: Mapping[Stage, str] = STATES) -> list[tuple[str, str]]:
        """The state that was on the screen beside the current one, where the act came too late."""
        seen = self.fields.get("seen", "")
        if not isinstance(self.error, Conflict) or seen not in words:
            return []
        return [("Als Sie die Seite öffneten", words[seen]), ("Jetzt", words[now.state])]
