"""Who may see the desk's pages; everybody else gets NotFound, and who has not signed in is led to the sign-in."""

from typing import Annotated, Final

from fastapi import Depends

from shared.web import Staff, staff

COUNSELLING: Final = ("counsellor", "supervisor")
Counselling = Annotated[Staff, Depends(staff(*COUNSELLING))]
Supervising = Annotated[Staff, Depends(staff("supervisor"))]
