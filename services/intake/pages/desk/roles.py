"""The roles that may see the desk's pages; any other gets NotFound, and without a sign-in one is led to it."""

from typing import Annotated, Final

from fastapi import Depends, Request

from shared.errors import NotFound, Unauthenticated
from shared.web import Staff, staff
from shared.web.problems import ASIDE

COUNSELLING: Final = ("counsellor", "supervisor")
Counselling = Annotated[Staff, Depends(staff(*COUNSELLING))]
Supervising = Annotated[Staff, Depends(staff("supervisor"))]


async def watching(request: Request) -> Staff:
    """Returns the staff member, like Counselling, but does not prolong the sign-in for requests of the page itself.

    Raises Unauthenticated and NotFound.
    """
    if ASIDE not in request.headers:
        return await staff(*COUNSELLING)(request)
    held: Staff | None = getattr(request.state, "staff", None)
    if held is None:
        raise Unauthenticated
    if held.role not in COUNSELLING:
        raise NotFound
    return held


Watching = Annotated[Staff, Depends(watching)]
