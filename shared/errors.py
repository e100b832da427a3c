"""Errors as they are answered to the outside.

LotseError            a stable slug, a status, one German sentence; never the rejected input
├── Malformed         400  cannot be read at all
├── Unauthenticated   401  no valid sign-in or token
│   └── ConfirmationNeeded  a sign-in that the desk has to confirm
├── ReasonNeeded      403  is there, and this role opens it only with a reason
├── WithSubstitute    403  is yours, and a substitute has it while you are away
├── NotFound          404  is not there, or is not yours: the same answer
├── Conflict          409  another state or version than you assume
├── Gone              410  was here, and may not be handed out any more
├── TooLarge          413
├── Invalid           422  readable, but a wrong type or value
├── TooMany           429  more than one client may ask for; with Retry-After
└── Unavailable       503  with Retry-After

TryLater and Never are for handlers: the bus retries with back-off, or sets the event aside as needing attention.
"""

from typing import ClassVar, Final

SLUGS: Final = frozenset(
    {
        "bad-day",
        "bad-idempotency-key",
        "bad-mail-address",
        "bad-origin",
        "bad-receipt-code",
        "bad-text",
        "case-closed",
        "changed-meanwhile",
        "consent-unconfirmed",
        "entered-absent",
        "gone",
        "malformed",
        "not-found",
        "not-in-this-state",
        "not-onboarded",
        "obliged-to-act",
        "open-referrals",
        "reason-needed",
        "reused-idempotency-key",
        "service-away",
        "store-away",
        "too-long",
        "too-large",
        "too-many",
        "unauthenticated",
        "unexpected",
        "unknown-land",
        "unknown-sealing-key",
        "with-substitute",
        "wrong-pin",
        "wrong-value",
    }
)


class LotseError(Exception):
    """An error, answered as `urn:lotse:problem:<slug>` on the API and as the sentence on a page, both with `status`."""

    status: ClassVar[int] = 500

    def __init__(self, slug: str, sentence: str) -> None:
        assert slug in SLUGS, slug
        super().__init__(slug)
        self.slug = slug
        self.sentence = sentence
        self.field: str | None = None
        """The field of the request that is wrong, where it is one."""

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer, on the API and on a page."""
        return {}


class Malformed(LotseError):
    status = 400

    def __init__(self, slug: str = "malformed", sentence: str = "Die Anfrage ist nicht lesbar.") -> None:
        super().__init__(slug, sentence)


class Unauthenticated(LotseError):
    status = 401

    def __init__(self, slug: str = "unauthenticated", sentence: str = "Bitte melden Sie sich an.") -> None:
        super().__init__(slug, sentence)


class ConfirmationNeeded(Unauthenticated):
    """The sign-in exists, but the desk has to confirm it before it counts again."""


class ReasonNeeded(LotseError):
    """`case`: the case, or the contact without one, that must be opened with a reason first."""

    status = 403

    def __init__(self, case: str) -> None:
        super().__init__("reason-needed", "Dieser Fall ist bei jemand anderem. Bitte nennen Sie einen Grund.")
        self.case = case


class WithSubstitute(LotseError):
    """Raised only to the colleague for whom the substitute has it; others who may not see it get NotFound."""

    status = 403

    def __init__(self, sentence: str) -> None:
        super().__init__("with-substitute", sentence)


class NotFound(LotseError):
    status = 404

    def __init__(self, slug: str = "not-found", sentence: str = "Das gibt es hier nicht.") -> None:
        super().__init__(slug, sentence)


class Conflict(LotseError):
    status = 409


class Gone(LotseError):
    status = 410

    def __init__(self, slug: str = "gone", sentence: str = "Das wird nicht mehr herausgegeben.") -> None:
        super().__init__(slug, sentence)


class TooLarge(LotseError):
    status = 413

    def __init__(self, slug: str = "too-large", sentence: str = "Das ist zu groß für eine Übermittlung.") -> None:
        super().__init__(slug, sentence)


class Invalid(LotseError, ValueError):
    """A ValueError too, so that a model's validators can raise it: pydantic gathers it with the field's name."""

    status = 422

    def __init__(self, slug: str = "wrong-value", sentence: str = "Eine Angabe ist nicht gültig.") -> None:
        super().__init__(slug, sentence)


class TooMany(LotseError):
    """`retry_after`: seconds after which the same client is let in again, if it asks for nothing meanwhile."""

    status = 429

    def __init__(
        self,
        retry_after: int,
        sentence: str = "Von Ihrem Anschluss kam gerade sehr viel auf einmal. Bitte versuchen Sie es gleich wieder.",
    ) -> None:
        super().__init__("too-many", sentence)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class Unavailable(LotseError):
    status = 503

    def __init__(
        self,
        slug: str = "store-away",
        sentence: str = "Das geht gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
        retry_after: int = 5,
    ) -> None:
        super().__init__(slug, sentence)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class TryLater(Exception):
    """A dependency is away, or a fact of another topic has not come yet: the bus retries with back-off."""


class Never(Exception):
    """No retry can help: the bus sets the event aside until an operator decides."""
