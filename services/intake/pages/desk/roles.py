"""Who may see the desk's pages; everybody else gets NotFound, and who has not signed in is led to the sign-in."""

from typing import Annotated

from fastapi import Depends

from shared.web import Staff, staff

Counselling = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]
Supervising = Annotated[Staff, Depends(staff("supervisor"))]
