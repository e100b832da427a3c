"""Names of intake's ids."""

from typing import NewType

ContactId = NewType("ContactId", str)
CaseId = NewType("CaseId", str)
ThreadId = NewType("ThreadId", str)
HandoverId = NewType("HandoverId", str)
AdditionId = NewType("AdditionId", str)
PartnerId = NewType("PartnerId", str)
ReferralId = NewType("ReferralId", str)
Counsellor = NewType("Counsellor", str)
