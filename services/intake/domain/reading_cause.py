"""Why a supervisor reads who looked at a case: words of a list, because they are kept in the same chain for good."""

from enum import StrEnum


class ReadingCause(StrEnum):
    INSPECTION = "inspection"
    SUSPICION = "suspicion"
    COMPLAINT = "complaint"
    REQUEST_OF_THE_PERSON = "request_of_the_person"
