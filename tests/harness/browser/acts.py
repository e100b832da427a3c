"""Acts of people with a case, without a browser: to prepare a test, or to look at its result."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from infra.demo.journey.browser import Page
from infra.demo.journey.counselling import closing
from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import World, seen
from infra.demo.journey.partners import DIRECTORY
from infra.demo.journey.steps import until
from tests.harness.browser import fields

PARTNER, OTHER_PARTNER = "partner_a", "partner_b"
POLICE: Final = "4843ca84-21d9-4eac-b668-beeabd3154af"
MATTER: Final = "Es geht um eine Bedrohung."
awaited: Final = partial(until, within=60)


@dataclass(frozen=True)
class Case:
    case_id: str
    contact_id: str
    code: str


class Acts:
    """The acts; each blocks until its effect is there."""

    def __init__(self, system: dict[str, Any]) -> None:
        self.system = system
        self.world = World(system, None, {})  # type: ignore[arg-type]
        self.packages: dict[str, str] = {}
        self.concerns: dict[str, str] = {}

    def new(self, text: str, **more: Any) -> Case:
        """Submits a concern and returns its case, as soon as the desk has taken it over."""
        body = {"text": text, "land": "NW", "target_group": "mandate", "threat_kinds": ["threat"]} | more
        accepted = self.world.submit(secrets.token_urlsafe(24), body)
        case = Case(accepted["case_id"], accepted["contact_id"], accepted["receipt_code"])
        self.world.memory[f"{case.code}_code"] = case.code
        awaited(lambda: self._at_the_desk(case).status == 200)
        return case

    def reported(self, text: str) -> Case:
        """Submits a report on behalf of another and takes it over; the sender is not told that there is a case."""
        body = {
            "text": text,
            "reason": "on_behalf",
            "safe_contact": {"channel": "mail", "address": "kollege@example.org"},
        }
        accepted = self.world.submit(secrets.token_urlsafe(24), body)
        address = f"{self.system['staff']}/desk/contacts/{accepted['contact_id']}"
        page = awaited(lambda: self.world.staff("anna").get(address), lambda page: page.status == 200)
        case = Case(page.url.rpartition("/")[2], accepted["contact_id"], accepted["receipt_code"])
        self.world.memory[f"{case.code}_code"] = case.code
        self.submit(page, "Anliegen übernehmen")
        return case

    def _at_the_desk(self, case: Case) -> Page:
        return self.world.staff("anna").get(f"{self.system['staff']}/desk/cases/{case.case_id}")

    def taken_over(self, text: str, **more: Any) -> Case:
        case = self.new(text, **more)
        page = self.world.desk(f"/desk/cases/{case.case_id}")
        self.submit(page, "Anliegen übernehmen")
        return case

    def proposed(self, text: str) -> Case:
        """Returns a new case as soon as referral proposes partners for it."""
        case = self.taken_over(text)
        self.await_proposals(case)
        return case

    def triage(self, case: Case) -> None:
        page = self.world.desk(f"/desk/cases/{case.case_id}/assessment")
        form = page.form("Einschätzung speichern").tick("Ohne Eile", "Orientierung").choose("Land", "Sachsen")
        seen(self.world.staff("anna").submit(form))

    def close(self, case: Case) -> None:
        form = closing(self.world.desk(f"/desk/cases/{case.case_id}/record"), fields.MEDIATED)
        seen(self.world.staff("anna").submit(form, "Fall abschließen"))

    def promise_call_back(self, case: Case) -> None:
        form = self.world.desk(f"/desk/cases/{case.case_id}").form("Vormerken")
        form.fill("Tag", fields.tomorrow().isoformat()).fill("Uhrzeit", "10:00")
        seen(self.world.staff("anna").submit(form))

    def await_proposals(self, case: Case) -> None:
        address = f"{self.system['staff']}/referral/cases/{case.case_id}/proposals"
        awaited(lambda: self.world.staff("anna").get(address), lambda page: bool(page.links("/handovers/new")))

    def asked(self, text: str, partner: str = PARTNER, shared: str = MATTER) -> Case:
        case = self.proposed(text)
        self.ask(case, partner, shared)
        return case

    def ask(self, case: Case, partner: str = PARTNER, shared: str = MATTER) -> None:
        page = self.world.desk(self.handover(case, partner))
        form = page.form("Person um Einwilligung bitten").tick(fields.WE_MEDIATE, fields.ITEM)
        seen(self.world.staff("anna").submit(form.fill(fields.ITEM_TEXT, shared)))

    def addition(self, case: Case) -> str:
        """Returns the path for adding to the case's one hand-over, once the person agreed to that."""
        there = f"/desk/cases/{case.case_id}/handovers"
        (address,) = awaited(lambda: self.world.desk(there).links("/additions/new"))
        return urlsplit(address).path

    def ask_for_more(self, case: Case, shared: str) -> None:
        form = self.world.desk(self.addition(case)).form("Person um Einwilligung bitten").tick(fields.ITEM)
        seen(self.world.staff("anna").submit(form.fill(fields.ITEM_TEXT, shared)))

    def note_consent(self, case: Case) -> str:
        """Notes a consent given by telephone and waits until its request left; returns the path for correcting it."""
        there = f"/desk/cases/{case.case_id}/handovers"
        form = self.world.desk(there).form("Person willigt ein").tick(fields.ITEM, "Mündlich")
        seen(self.world.staff("anna").submit(form, "Person willigt ein"))
        awaited(lambda: self.world.desk(f"/desk/cases/{case.case_id}/record").has("Anfrage verschickt"))
        (address,) = self.world.desk(there).links("/correction")
        return urlsplit(address).path

    def correct(self, case: Case, words: str) -> None:
        form = self.world.desk(self.note_consent(case)).form("Berichtigen").fill(fields.IN_YOUR_WORDS, words)
        form.tick(fields.NOT_ANSWERED, fields.MISHEARD)
        seen(self.world.staff("anna").submit(form, "Berichtigen"))

    def give_files(self, case: Case, *contents: bytes) -> None:
        """Gives files as the person; returns when the desk has them."""
        person = self.world.person(case.code)
        for content in contents:
            self.follow(case)
            form = person.get(f"{self.system['public']}/rueckmeldung/beweise").form("Absenden")
            seen(person.submit(form.attach("Datei", "aufnahme.png", content), "Absenden"))
        there = f"Datei {len(contents)}:"
        awaited(lambda: self.world.desk(self.handover(case)), lambda page: page.has(there))

    def ask_for_files(self, case: Case, partner: str, shared: str) -> None:
        """Asks for consent to hand over the first two files."""
        form = self.world.desk(self.handover(case, partner)).form("Person um Einwilligung bitten")
        form.tick(fields.WE_MEDIATE, fields.ITEM, "Beweise", "Datei 1", "Datei 2").fill(fields.ITEM_TEXT, shared)
        seen(self.world.staff("anna").submit(form.fill("Text zu: Beweise", shared)))

    def ask_to_call(self, case: Case, partner: str = PARTNER) -> None:
        """Asks whether the person will call the partner themselves; nothing is passed on."""
        form = self.world.desk(self.handover(case, partner)).form("Person um Einwilligung bitten")
        seen(self.world.staff("anna").submit(form.tick(fields.BY_HERSELF)))

    def agreed(self, text: str, partner: str = PARTNER, shared: str = MATTER) -> Case:
        case = self.asked(text, partner, shared)
        form = awaited(lambda: self.follow(case), lambda page: page.has("Ja, weitergeben")).form("Ja, weitergeben")
        seen(self.world.person(case.code).submit(form.tick(fields.ITEM), "Ja, weitergeben"))
        return case

    def asked_for_room(self, text: str, partner: str = OTHER_PARTNER) -> str:
        """Asks a partner for room in a new case; returns the link behind which it answers."""
        case, entry = self.proposed(text), self._entry(partner)
        before = self._asks_for_room(entry)
        page = self.world.desk(f"/referral/cases/{case.case_id}/capacity-inquiries")
        form = page.form("Nach Platz fragen").tick(entry["name"], "Ohne Eile")
        form.choose("Wobei sucht die Person Hilfe?", "Orientierung")
        seen(self.world.staff("anna").submit(form))
        (link,) = awaited(lambda: self._asks_for_room(entry) - before)
        return link

    def _asks_for_room(self, entry: dict[str, Any]) -> set[str]:
        (address,) = entry["mails"]
        return {link for link in map(link_in, self.world.mails.of(address)) if "/platzanfrage/" in link}

    def _entry(self, partner: str) -> dict[str, Any]:
        listed: list[dict[str, Any]] = json.loads(DIRECTORY.read_text())["partners"]
        return next(each for each in listed if each.get("key", each["id"]) == partner)

    def link_of(self, shared: str, partner: str = OTHER_PARTNER) -> str:
        """Returns the link behind which the partner reads the package with this text."""
        (address,) = self._entry(partner)["mails"]

        def found() -> list[str]:
            self._open_packages(address, partner)
            return [link for link, text in self.packages.items() if shared in text]

        return awaited(found)[0]

    def _open_packages(self, address: str, partner: str) -> None:
        browser, pin = self.world.person(f"at {partner}"), self.system["partners"][partner]["pin"]
        for link in map(link_in, self.world.mails.of(address)):
            if link not in self.packages:
                page = browser.get(link)
                asks = page.has(fields.PIN)
                page = browser.submit(page.form("Öffnen").fill(fields.PIN, pin)) if asks else page
                self.packages[link] = page.text

    def decline(self, shared: str, partner: str = OTHER_PARTNER) -> None:
        link, browser = self.link_of(shared, partner), self.world.person(f"at {partner}")
        form = browser.get(link).form("Ablehnen").choose(fields.REASON, fields.NO_CAPACITY)
        seen(browser.submit(form))

    def in_queue(self, text: str) -> int:
        """Returns the number of concerns with the text among those that wait, in bursts too, and anna's own.

        Each concern is read once.
        """
        anna = self.world.staff("anna")
        for page in self._lists():
            for address in page.links("/desk/cases/") + page.links("/desk/contacts/"):
                if address not in self.concerns and not address.endswith("/new"):
                    self.concerns[address] = anna.get(address).text
        return sum(text in said for said in self.concerns.values())

    def _lists(self) -> Iterator[Page]:
        """Yields the pages of those who wait, of each burst, and of anna's own cases, to the last page."""
        pages, known = [self.world.desk("/desk"), self.world.desk("/desk/lists/mine")], set[str]()
        while pages:
            page = pages.pop()
            for part in ("/desk/auf-einmal/", "/desk/lists/waiting", "/desk/lists/mine?after="):
                further = [each for each in page.links(part) if each not in known]
                pages += map(self.world.staff("anna").get, further)
                known.update(further)
            yield page

    def found(self, text: str, code: str) -> Case:
        """Returns the case with the text, known by its code to the person's own browser."""
        awaited(lambda: self.in_queue(text))
        address = next(address for address, said in self.concerns.items() if text in said)
        self.world.memory[f"{code}_code"] = code
        return Case(address.rpartition("/")[2], "", code)

    def enter_proceeding(self, case: Case, known_on: date) -> None:
        """Enters a proceeding; returns when the deadlines that follow from it are there."""
        before = self._deadlines(case)
        page = self.world.desk(f"/referral/cases/{case.case_id}/proceedings")
        form = page.form("Speichern").tick(fields.OFFENCE).fill(fields.ACT_KNOWN, known_on.isoformat())
        seen(self.world.staff("anna").submit(form.fill(fields.OFFENDER_KNOWN, known_on.isoformat()), "Speichern"))
        awaited(lambda: self._deadlines(case) > before)

    def _deadlines(self, case: Case) -> int:
        return len(self.world.desk(f"/notification/cases/{case.case_id}/deadlines").soup.select("article"))

    def number(self, case: Case) -> str:
        return str(self.world.desk(f"/desk/cases/{case.case_id}").soup.select(".case-number")[0].text)

    def handover(self, case: Case, partner: str = PARTNER) -> str:
        return f"/desk/cases/{case.case_id}/handovers/new?partner={self.system['partners'][partner]['id']}"

    def handovers(self, case: Case) -> Page:
        return self.world.desk(f"/desk/cases/{case.case_id}/handovers")

    def follow(self, case: Case) -> Page:
        return self.world.follow(case.code)

    def submit(self, page: Page, button: str, user: str = "anna") -> Page:
        return seen(self.world.staff(user).submit(page.form(button), button))
