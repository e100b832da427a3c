"""Names of intake's ids; what a decision takes and returns is a `State` and a `Fact`."""

from typing import NewType

from shared.state import Fact, State

ContactId = NewType("ContactId", str)
CaseId = NewType("CaseId", str)
ThreadId = NewType("ThreadId", str)
HandoverId = NewType("HandoverId", str)
PartnerId = NewType("PartnerId", str)
ReferralId = NewType("ReferralId", str)
Counsellor = NewType("Counsellor", str)


__all__ = ["CaseId", "ContactId", "Counsellor", "Fact", "HandoverId", "PartnerId", "ReferralId", "State", "ThreadId"]
