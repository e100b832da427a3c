"""Reasons for which a supervisor opens a colleague's case: a closed list, as the audit trail keeps them for good."""

from enum import StrEnum


class OpeningReason(StrEnum):
    ABSENCE = "absence"
    DANGER = "danger"
    COMPLAINT = "complaint"
    REQUEST_OF_THE_PERSON = "request_of_the_person"
    QUALITY = "quality"
