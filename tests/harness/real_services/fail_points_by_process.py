"""The fail points that each process passes when people use the system, and those that it never passes."""

from collections.abc import Iterator
from typing import Final

from tests.harness.faults import fail_points

FACE, DESK, REFERRAL, NOTIFICATION, STATISTICS = "intake-face", "intake-desk", "referral", "notification", "statistics"
HEARING: Final = (DESK, REFERRAL, NOTIFICATION, STATISTICS)
OF_SERVICE: Final = {"intake": DESK, "referral": REFERRAL, "notification": NOTIFICATION, "statistics": STATISTICS}

OF_SERVICES: Final = {
    "accept.after_request": FACE,
    "request.after_key": DESK,
    "arrangement.after_told": REFERRAL,
    "erase.after_key": REFERRAL,
    "fetch.after_claim": REFERRAL,
    "file_numbers.after_told": REFERRAL,
    "fetch.after_key": REFERRAL,
    "mail.after_claim": NOTIFICATION,
    "mail.after_post": NOTIFICATION,
    "notice.before_answer": REFERRAL,
    "package.before_answer": DESK,
    "safe_contact.before_answer": DESK,
}
PASSED_NOT: Final = {
    (STATISTICS, "relay"): "has no fact to say",
    (STATISTICS, "heads.within_replay"): "has no fact to say",
    (STATISTICS, "dispatch"): "does nothing outside its store",
}


def service_of(process: str) -> str:
    return process.partition("-")[0]


def of(process: str) -> Iterator[str]:
    if process in HEARING:
        yield from fail_points.of_the_bus()
    yield from (point for point, where in OF_SERVICES.items() if where == process)


def why_not(process: str, point: str) -> str:
    """Returns why the process never passes the point; empty for one that it passes."""
    reasons = (why for (name, place), why in PASSED_NOT.items() if name == process and point.startswith(place))
    return next(reasons, "")
