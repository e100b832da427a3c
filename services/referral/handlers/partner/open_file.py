"""A partner opens a file that the person agreed to pass on: it is fetched while it is sent, and stored nowhere."""

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Final

from services.referral.domain.package import PassedFile
from services.referral.domain.referral import READABLE, Referral
from services.referral.handlers.partner.confirm_consent import Unconfirmed
from services.referral.handlers.partner.open_referral import OpenReferral, Wanted, find
from shared.bus import Transaction
from shared.errors import Never, NotFound, TryLater
from shared.sealing.keys import decode
from shared.web import Peers
from shared.web.places import Places

FILES_AT_ONCE: Final = 16
"""Files sent at the same time by one process: each holds some megabytes meanwhile."""
FILES_OF_ONE_PARTNER: Final = 4
"""Files sent to one partner at the same time: however slowly it reads them, other partners get theirs."""
TOO_MANY_FILES: Final = "Gerade werden viele Dateien geholt. Bitte versuchen Sie es in einigen Minuten noch einmal."


@dataclass(frozen=True)
class OpenedFile:
    """A file that is being sent. The caller must close `content`."""

    file: PassedFile
    content: AsyncGenerator[bytes]


@dataclass(frozen=True)
class OpenFile:
    """Fetches each part after the one before it is sent; intake checks the consent at each."""

    open_referral: OpenReferral
    peers: Peers
    places: Places

    async def __call__(self, wanted: Wanted, file_id: str) -> OpenedFile:
        """Returns the file, and notes it in the audit once its first part is here. `wanted` as in OpenReferral.

        Raises NotFound for a file that the person did not agree to, and once it may not be read; Unconfirmed as
        OpenReferral, and Unavailable where too many files are being fetched.
        """
        if not await self.open_referral.is_readable(wanted):
            raise NotFound
        referral, file = await self.open_referral.unit_of_work(partial(self._find, wanted, file_id))
        content = self._content(wanted, referral, file)
        first = await anext(content)
        note = partial(self.open_referral.packages.note_file, referral=referral, file=file)
        await self.open_referral.unit_of_work(note)
        return OpenedFile(file, _all_of(first, content))

    async def _find(self, wanted: Wanted, file_id: str, tx: Transaction) -> tuple[Referral, PassedFile]:
        referral = await find(wanted, tx)
        return referral, await self.open_referral.packages.file(tx, referral, file_id)

    async def _content(self, wanted: Wanted, referral: Referral, file: PassedFile) -> AsyncGenerator[bytes]:
        """Yields the parts; the last one only where all are the file that the package names. Raises as `__call__`."""
        digest, come, number = hashlib.sha256(), 0, 0
        with self.places.taken(referral.partner_id):
            while come < file.size:
                if number:
                    await self.open_referral.unit_of_work(partial(_refuse_unless_readable, wanted))
                part = await self._part(referral.handover_id, file.id, number)
                digest.update(part)
                come, number = come + len(part), number + 1
                if not part or come > file.size or (come == file.size and digest.hexdigest() != file.sha256):
                    raise Unconfirmed
                yield part

    async def _part(self, handover_id: str, file_id: str, number: int) -> bytes:
        path = f"/internal/handovers/{handover_id}/files/{file_id}/parts/{number}"
        try:
            return decode(json.loads(await self.peers.get("intake", path))["part"])
        except Never:
            raise NotFound from None
        except (TryLater, ValueError, LookupError, TypeError):
            raise Unconfirmed from None


async def _all_of(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with aclosing(rest):
        yield first
        async for part in rest:
            yield part


async def _refuse_unless_readable(wanted: Wanted, tx: Transaction) -> None:
    if (await find(wanted, tx)).state not in READABLE:
        raise NotFound
