"""Reasons for which a supervisor reads who looked at a case: words of a list, because the audit trail keeps them."""

from enum import StrEnum


class ReadingCause(StrEnum):
    INSPECTION = "inspection"
    SUSPICION = "suspicion"
    COMPLAINT = "complaint"
    REQUEST_OF_THE_PERSON = "request_of_the_person"
