"""The tasks at the desk, over all pages of the list: it grows with every story that is played."""

from typing import Literal

from bs4 import Tag

from infra.demo.journey.browser import says
from infra.demo.journey.participants import World, seen

Whose = Literal["mine", "nobody", "all"]


def is_to_do(world: World, part: str, user: str = "anna", whose: Whose = "mine") -> bool:
    """Whether a task has the part in its text or in an address."""
    return any(part in str(row) or part in says(row) for row in _tasks(world, user, whose))


def first_button(world: World, case: str, task: str) -> str | None:
    """Returns the address behind the first button of this task of the case; None while *Zu tun* does not have it."""
    for row in _tasks(world, "anna", "mine"):
        if task in says(row) and case in str(row):
            return str(row.select(".actions a")[0]["href"])
    return None


def _tasks(world: World, user: str, whose: Whose) -> list[Tag]:
    page = world.desk(f"/desk/tasks?whose={whose}", user)
    rows = page.soup.select("ol.tasks > li")
    while more := page.links(f"whose={whose}&after="):
        page = seen(world.staff(user).get(more[0]))
        rows += page.soup.select("ol.tasks > li")
    return rows
