"""The record of processing of intake: what it keeps of whom, why and until when.

One table for each subject, put together here.
"""

from typing import Final

from services.intake.retention import case, contact_ways, content, desk, face, passed_on
from shared.retention import ProcessingRecord

STORE: Final[dict[str, ProcessingRecord]] = {
    **case.STORE,
    **content.STORE,
    **contact_ways.STORE,
    **passed_on.STORE,
    **desk.STORE,
}
FACE: Final = face.STORE
