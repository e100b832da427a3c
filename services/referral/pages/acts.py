"""What staff and partners do with a referral from a page, and what they see where it was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from services.referral.domain.referral import Act as ReferralAct
from services.referral.domain.referral import Referral, Stage
from services.referral.pages.labels_de import STATES
from shared.errors import Conflict, LotseError
from shared.web.forms import Act


class ActForm(Act):
    REFUSAL: ClassVar[str] = "Bitte prüfen Sie diese Antwort."

    act: ReferralAct
    version: int
    """What was on the screen, and in which state."""
    seen: Stage | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Refused:
    """An act that was refused: `fields` as they were sent."""

    fields: Mapping[str, Any]
    error: LotseError

    def field(self, of: str) -> str:
        """The name of the field for its reason; `of` names the referral."""
        return f"{self.fields.get('act')}-{of}"

    def chosen(self, act: ReferralAct) -> str:
        """The reason that was chosen for this act."""
        return str(self.fields.get("reason", "")) if self.fields.get("act") == act else ""

    def states(self, now: Referral) -> list[tuple[str, str]]:
        """The state that was on the screen beside the current one, where the act came too late."""
        seen = str(self.fields.get("seen", ""))
        if not isinstance(self.error, Conflict) or seen not in STATES:
            return []
        return [("Als Sie die Seite öffneten", STATES[seen]), ("Jetzt", STATES[now.state])]
