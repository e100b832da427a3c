"""Forms by which staff and partners act on a referral, and the display of a refusal."""

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
    """The referral's version on the screen; `seen` is its state there."""
    seen: Stage | None = None
    reason: str | None = None
    text: Annotated[str, Typed(LONGEST, least=0)] = ""
    """Text of a question, or of the reply to it."""
    until: DayIfGiven = None
    """Last day of a waiting list."""

    @property
    def day(self) -> date:
        """The day; raises Invalid where none is given."""
        if self.until is None:
            raise Invalid(sentence=EMPTY)
        return self.until


def read(form: Sent[F]) -> F:
    """Reads the form. Raises Invalid; an error of `text` or `until`, the fields to type in, becomes its sentence."""
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
        """Returns the name of the field for the act's reason; `of` names the referral."""
        return f"{self.fields.get('act')}-{of}"

    def typed(self, act: ReferralAct, name: str) -> Any:
        """Returns the content of a field where the refused act is `act`."""
        return self.fields.get(name, "") if self.fields.get("act") == act else ""

    def chosen(self, act: ReferralAct) -> str:
        """Returns the reason that was chosen where the refused act is `act`."""
        return str(self.fields.get("reason", "")) if self.fields.get("act") == act else ""

    def states(self, now: Referral, words: Mapping[Stage, str] = STATES) -> list[tuple[str, str]]:
        """Returns the state on the screen and the current one, where the act came too late."""
        seen = self.fields.get("seen", "")
        if not isinstance(self.error, Conflict) or seen not in words:
            return []
        return [("Als Sie die Seite öffneten", words[seen]), ("Jetzt", words[now.state])]
