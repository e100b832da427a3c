"""The file numbers of a case, for a letter that a counsellor writes: fetched from referral, and kept nowhere here."""

from dataclasses import dataclass

from services.notification.recipients import Ask
from shared.assignments import refuse_prevention
from shared.audit import Audit
from shared.bus import Transaction, UnitOfWork
from shared.errors import Never, TryLater
from shared.file_numbers import FileNumber, FileNumbers
from shared.web import Staff


@dataclass(frozen=True)
class ReadFileNumbers:
    unit_of_work: UnitOfWork
    audit: Audit
    ask: Ask

    async def __call__(self, me: Staff, case_id: str) -> tuple[FileNumber, ...] | None:
        """Returns them, and notes that they were looked at; None where nobody can say at the moment.

        Raises as `refuse_prevention`.
        """

        async def work(tx: Transaction) -> None:
            await refuse_prevention(tx, me, case_id)
            await self.audit.note(tx, me, "file-numbers", case_id)

        await self.unit_of_work(work)
        try:
            found = await self.ask("referral", f"/internal/cases/{case_id}/file-numbers")
        except (Never, TryLater):
            return None
        return tuple(each for act in FileNumbers.model_validate_json(found).acts for each in act.numbers)
