"""Every page of the system by name, in each of its states and with long content: how to get there."""

from typing import Final

from tests.harness.browser.pages import (
    of_case,
    of_desk,
    of_directory,
    of_handovers,
    of_partner,
    of_person,
    of_proceedings,
    of_readers,
    of_record,
)
from tests.harness.browser.pages.opens import Opens

PAGES: Final[dict[str, Opens]] = {
    **of_case.PAGES,
    **of_handovers.PAGES,
    **of_proceedings.PAGES,
    **of_record.PAGES,
    **of_readers.PAGES,
    **of_desk.PAGES,
    **of_directory.PAGES,
    **of_partner.PAGES,
    **of_person.PAGES,
}
