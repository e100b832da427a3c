"""Why a supervisor opens what is with a colleague: words of a list, because they are kept in a chain for good."""

from enum import StrEnum


class OpeningReason(StrEnum):
    ABSENCE = "absence"
    DANGER = "danger"
    COMPLAINT = "complaint"
    REQUEST_OF_THE_PERSON = "request_of_the_person"
    QUALITY = "quality"
