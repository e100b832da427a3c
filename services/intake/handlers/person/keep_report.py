"""Keeps a begun report under a code that we do not have, until it is sent or two hours are over."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from services.intake.domain.begun_report import KEPT_FOR, BegunReport
from services.intake.handlers.dependencies import FaceDependencies
from services.intake.store.face import BEGUN_REPORTS, AtFace, estimate_begun, last_begun, remove_begun
from shared.errors import Invalid, NotFound, Unavailable
from shared.sealing import CannotOpen, receipt
from shared.sealing.sealed_field import associated, decrypt, encrypt

MOST: Final = 3_000
"""Number of begun reports that the face keeps at once."""
PREFIX: Final = "ENTWURF"
"""Stands before each draft code, so that nobody takes it for a receipt code: its content was not sent."""

WRONG_CODE: Final = "Dieser Entwurfscode stimmt nicht. Er beginnt mit ENTWURF, danach kommen sechs Vierergruppen."
NOT_THERE: Final = (
    "Zu diesem Entwurfscode gibt es hier nichts mehr. "
    "Ein Entwurf wird gelöscht, wenn er abgesendet wurde, sonst nach zwei Stunden."
)
NO_ROOM: Final = (
    "Gerade können wir keine Entwürfe aufheben. Was Sie geschrieben haben, steht noch hier. "
    "Sie können es absenden oder kopieren."
)


@dataclass(frozen=True)
class KeptReport:
    code: str = field(repr=False)
    until: datetime


async def keep_report(face: FaceDependencies, fields: Mapping[str, Any], code: str = "") -> KeptReport:
    """Keeps the fields, in the place of those under `code` where one is given.

    Raises Invalid for a wrong code, Unavailable where there is no room for another one.
    """
    now, bare = face.clock(), read_code(code) if code else receipt.random_code()
    place = place_of(face, bare)
    if await estimate_begun(face.store) >= MOST and await last_begun(face.store, place, now) is None:
        raise Unavailable("service-away", NO_ROOM, retry_after=3_600)
    box = encrypt(_key(bare), json.dumps(dict(fields)).encode(), _bound(place))
    kept = BegunReport(id=secrets.token_hex(16), place=place, until=now + KEPT_FOR, box=box)
    await BEGUN_REPORTS.add(AtFace(face.store, now), kept)
    await remove_begun(face.store, place, but=kept.id)
    return KeptReport(f"{PREFIX}-{bare}", kept.until)


async def read_report(face: FaceDependencies, code: str) -> dict[str, Any]:
    """Returns the fields as typed. Raises Invalid for what is no draft code, NotFound for one that opens nothing."""
    bare = read_code(code)
    place = place_of(face, bare)
    found = await last_begun(face.store, place, face.clock())
    if found is None:
        raise NotFound("not-found", NOT_THERE)
    try:
        fields: dict[str, Any] = json.loads(decrypt(_key(bare), found.box, _bound(place)))
    except CannotOpen:
        raise NotFound("not-found", NOT_THERE) from None
    return fields


async def end_report(face: FaceDependencies, code: str) -> None:
    """Deletes the begun report, whether it is there or not. Raises Invalid for what is no draft code."""
    await remove_begun(face.store, place_of(face, read_code(code)))


def is_begun_report_code(text: str) -> bool:
    return text.strip().upper().startswith(PREFIX)


def read_code(text: str) -> str:
    stripped = text.strip()
    try:
        return receipt.read(stripped[len(PREFIX) :] if is_begun_report_code(stripped) else stripped)
    except Invalid:
        raise Invalid("bad-receipt-code", WRONG_CODE) from None


def place_of(face: FaceDependencies, bare: str) -> str:
    """Returns the place of a begun report: it is useless without the pepper, and no receipt code leads there."""
    return receipt.locator(face.pepper, f"{PREFIX}-{bare}")


def _key(bare: str) -> bytes:
    return receipt.wrapping_key(f"{PREFIX}-{bare}")


def _bound(place: str) -> bytes:
    return associated("begun-report", place)
