"""The tests that the plain run leaves to other targets of the Makefile."""

from typing import Final

ELSEWHERE: Final = {
    "test-system": "what starts a part of Lotse or another broker as a process, or kills one",
    "test-long": "the long forms",
    "test-browser": "every page in Chromium",
    "test-identity": "a real Keycloak",
    "faults": "the long faults",
}


def not_run_here() -> str:
    """Returns the last line of `make test`."""
    return "not run here: " + ", ".join(f"{what} (make {target})" for target, what in ELSEWHERE.items())
