"""That somebody looked at the deadlines of a case stands in the audit."""

from services.notification.handlers.show_deadlines import show_deadlines
from services.notification.handlers.show_notices import show_notices
from shared.assignments import assign
from shared.audit import Audit
from shared.audit.trail import ENTRIES
from tests.harness.memory_store import MemoryStore, MemoryUnitOfWork
from tests.harness.services.intake import AUDIT_KEY, a_counsellor


async def test_each_look_is_noted_under_its_word() -> None:
    store, audit, anna = MemoryStore("lotse_notification").as_store(), Audit(AUDIT_KEY), a_counsellor("anna")
    unit_of_work = MemoryUnitOfWork(store, "notification")
    await unit_of_work(lambda tx: assign(tx, "a-case", anna.reference))
    await show_deadlines(unit_of_work, audit, anna, "a-case")
    await show_notices(unit_of_work, audit, anna, "a-case")
    found = [(each["by"], each["what"], each["case"]) async for each in store[ENTRIES].find({})]
    assert found == [("anna", "deadlines", "a-case"), ("anna", "notices", "a-case")]
