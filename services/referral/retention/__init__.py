"""Record of processing: which data referral stores about whom, for which purpose and until when.

One table for each subject, put together here.
"""

from typing import Final

from services.referral.retention import access, case, content, directory
from shared.retention import ProcessingRecord

STORE: Final[dict[str, ProcessingRecord]] = {
    **directory.STORE,
    **access.STORE,
    **case.STORE,
    **content.STORE,
}
