"""Cases in the state that a test begins with, brought there without a browser, and what became of them."""

import json
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from infra.demo.journey.browser import Page
from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import World, seen
from infra.demo.journey.referral import DIRECTORY
from infra.demo.journey.steps import until

PARTNER, OTHER_PARTNER = "partner_a", "partner_b"
LINK: Final = "https://www.example.org/" + "a" * 80
ARABIC, HEBREW = "مرحبا، أحتاج إلى مساعدة", "שלום, אני צריכה עזרה"
LONG: Final = "\n\n".join((LINK, ARABIC, HEBREW, *("Sie wissen, wo ich wohne, und schreiben es öffentlich. " * 9,) * 4))
LONGEST: Final = (LONG + "\n\n" + "Das alles belastet meine Familie sehr. " * 800)[:29_900]


@dataclass(frozen=True)
class Case:
    case_id: str
    contact_id: str
    code: str


class Cases:
    """Blocks while it waits. Those that are properties are made once and must be left as they are."""

    def __init__(self, system: dict[str, Any]) -> None:
        self.system = system
        self.world = World(system, None, {})  # type: ignore[arg-type]
        self.links_seen: set[str] = set()
        self.concerns: dict[str, str] = {}

    def new(self, text: str, **more: Any) -> Case:
        """With a case at the desk, as soon as that has taken it over."""
        body = {"text": text, "land": "NW", "target_group": "mandate", "threat_kinds": ["threat"]} | more
        accepted = self.world.submit(secrets.token_urlsafe(24), body)
        case = Case(accepted["case_id"], accepted["contact_id"], accepted["receipt_code"])
        self.world.memory[f"{case.code}_code"] = case.code
        until(lambda: self._at_the_desk(case).status == 200)
        return case

    def _at_the_desk(self, case: Case) -> Page:
        return self.world.staff("anna").get(f"{self.system['staff']}/desk/cases/{case.case_id}")

    def taken_over(self, text: str, **more: Any) -> Case:
        case = self.new(text, **more)
        page = self.world.desk(f"/desk/cases/{case.case_id}")
        self.submit(page, "Anliegen übernehmen")
        return case

    def proposed(self, text: str) -> Case:
        """Referral knows the case and the partners that it may propose."""
        case = self.taken_over(text)
        self.await_proposals(case)
        return case

    def triage(self, case: Case) -> None:
        page = self.world.desk(f"/desk/cases/{case.case_id}")
        form = page.form("Einschätzung speichern").tick("Ohne Eile", "Orientierung").choose("Land", "Sachsen")
        seen(self.world.staff("anna").submit(form))

    def await_proposals(self, case: Case) -> None:
        address = f"{self.system['staff']}/referral/cases/{case.case_id}/proposals"
        until(lambda: self.world.staff("anna").get(address), lambda page: bool(page.links("/handovers/new")))

    def asked(self, text: str, partner: str = PARTNER, shared: str = "Es geht um eine Bedrohung.") -> Case:
        case = self.proposed(text)
        self.ask(case, partner, shared)
        return case

    def ask(self, case: Case, partner: str = PARTNER, shared: str = "Es geht um eine Bedrohung.") -> None:
        page = self.world.desk(self.handover(case, partner))
        form = page.form("Person um Einwilligung bitten").tick("Wir stellen den Kontakt her", "Schilderung")
        seen(self.world.staff("anna").submit(form.fill("Text zu: Schilderung", shared)))

    def agreed(self, text: str, partner: str = PARTNER, shared: str = "Es geht um eine Bedrohung.") -> Case:
        case = self.asked(text, partner, shared)
        form = until(lambda: self.follow(case), lambda page: page.has("Ja, weitergeben")).form("Ja, weitergeben")
        seen(self.world.person(case.code).submit(form, "Ja, weitergeben"))
        return case

    def link_of(self, shared: str, partner: str = OTHER_PARTNER) -> str:
        """Where the partner reads the package that has this text."""
        listed = json.loads(DIRECTORY.read_text())["partners"]
        (address,) = next(each["mails"] for each in listed if each.get("key") == partner)
        found = until(lambda: [link for link in self._new_links(address) if self._opened(link, partner).has(shared)])
        return found[0]

    def _new_links(self, address: str) -> list[str]:
        return [link for link in map(link_in, self.world.mails.of(address)) if link not in self.links_seen]

    def _opened(self, link: str, partner: str) -> Page:
        self.links_seen.add(link)
        browser = self.world.person(f"at {partner}")
        page = browser.get(link)
        if page.has("PIN Ihrer Stelle"):
            pin = self.system["partners"][partner]["pin"]
            page = browser.submit(page.form("Öffnen").fill("PIN Ihrer Stelle", pin))
        return page

    def in_queue(self, text: str) -> int:
        """How many concerns have it; each is looked at once."""
        queue = self.world.desk("/desk")
        for address in queue.links("/desk/cases/") + queue.links("/desk/contacts/"):
            if address not in self.concerns and not address.endswith("/new"):
                self.concerns[address] = self.world.staff("anna").get(address).text
        return sum(text in said for said in self.concerns.values())

    def handover(self, case: Case, partner: str = PARTNER) -> str:
        return f"/desk/cases/{case.case_id}/handovers/new?partner={self.system['partners'][partner]['id']}"

    def follow(self, case: Case) -> Page:
        return self.world.follow(case.code)

    def submit(self, page: Page, button: str, user: str = "anna") -> Page:
        return seen(self.world.staff(user).submit(page.form(button), button))

    @cached_property
    def waiting(self) -> Case:
        return self.new(
            LONGEST, safe_contact={"channel": "mail", "address": f"{'a' * 60}@example.org", "words": LONG[:190]}
        )

    @cached_property
    def reachable(self) -> Case:
        return self.new(LONG, safe_contact={"channel": "phone", "address": "0170 1234567", "times": "abends"})

    @cached_property
    def mine(self) -> Case:
        return self.proposed(LONGEST)

    @cached_property
    def waits_for_consent(self) -> Case:
        return self.asked(LONG, shared=LONG)

    @cached_property
    def handed_over(self) -> Case:
        case = self.agreed(LONG, OTHER_PARTNER, LONG)
        until(lambda: self.world.desk(f"/referral/cases/{case.case_id}/proposals").has("Antwort erbeten bis"))
        return case

    @cached_property
    def partner_link(self) -> str:
        """Where the partner reads what was handed over."""
        assert self.handed_over.code
        return self.link_of(ARABIC)

    @cached_property
    def closed(self) -> Case:
        case = self.taken_over(LONG)
        page = self.world.desk(f"/desk/cases/{case.case_id}/record")
        seen(self.world.staff("anna").submit(page.form("Fall abschließen").choose("Ergebnis", "An Partner vermittelt")))
        return case
