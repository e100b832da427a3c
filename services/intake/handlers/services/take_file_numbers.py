"""Takes from referral the numbers under which police and prosecution keep a case, sealed and shown to the person."""

from services.intake.domain import file_numbers
from services.intake.domain.file_numbers import KeptFileNumbers
from services.intake.domain.ids import CaseId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import seal_file_numbers
from services.intake.store import CASES, FILE_NUMBERS
from shared.bus import Transaction
from shared.file_numbers import FileNumbers


async def take_file_numbers(desk: DeskDependencies, case_id: CaseId, content: FileNumbers) -> bool:
    """Replaces all known numbers of the case; returns False for older ones. Raises NotFound for an erased case."""
    await CASES.get(desk.outside, id=case_id)
    key = await desk.key(case_id)

    async def work(tx: Transaction) -> bool:
        tx.lock_key(case_id)
        await CASES.get(tx, id=case_id)
        told = KeptFileNumbers(case_id=case_id, told=content.told, sealed=seal_file_numbers(key, case_id, content))
        taken = file_numbers.take(await FILE_NUMBERS.find(tx, case_id=case_id), told)
        if taken is None:
            return False
        await FILE_NUMBERS.put(tx, taken.state)
        show_later(tx, ThreadId(case_id))
        return True

    return await desk.unit_of_work(work)
