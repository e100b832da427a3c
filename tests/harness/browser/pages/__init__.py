"""Every page of the system by name, in every state that it has, with much and long content: how to get there."""

from typing import Final

from tests.harness.browser.pages import of_case, of_desk, of_directory, of_partner, of_person
from tests.harness.browser.pages.opens import Opens

PAGES: Final[dict[str, Opens]] = {
    **of_case.PAGES,
    **of_desk.PAGES,
    **of_directory.PAGES,
    **of_partner.PAGES,
    **of_person.PAGES,
}
