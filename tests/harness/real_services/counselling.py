"""One case from the desk to its partner and to its end; each step looks first and may be repeated."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

from infra.demo.journey.browser import NotThere, Page
from infra.demo.journey.counselling import closing
from infra.demo.journey.participants import World, seen
from infra.demo.journey.proceeding import FILE_NUMBER
from shared.clock import berlin_day, now
from tests.harness.eventually import eventually
from tests.harness.real_services.channel import Accepted
from tests.harness.real_services.system_under_test import Site

PATIENCE = 120.0
PARTNERS = ("partner_a", "partner_b")
TROUBLES = (httpx2.HTTPError, NotThere, AssertionError, LookupError, ValueError)
IN_CHARGE: Final = "Zimmer 12"
"""The name that a partner gives for the person in charge."""
HELPED: Final = "hat die Hilfe abgeschlossen"
FOLLOWED: Final = ("Ja, weitergeben", "wurde um Hilfe gebeten", "hat zugesagt zu helfen")
"""Texts that the person reads one after another."""


class TooLong(AssertionError):
    """A step that did not succeed in time; the text says which and why."""


@dataclass
class Counselling:
    site: Site
    case: Accepted
    world: World = field(init=False)
    partners: list[httpx2.Client] = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.site.told, None, {"person_code": self.case.code})  # type: ignore[arg-type]
        tokens = [self.site.told["tokens"][each] for each in PARTNERS]
        self.partners = [httpx2.Client(headers={"Authorization": f"Bearer {token}"}, timeout=10) for token in tokens]

    async def to_the_partner(self) -> None:
        """Takes the case to the partner: taken over, asked, agreed to, and accepted."""
        await self._all(self.take_over, self.ask, self.agree, self.accept)

    async def to_the_end(self) -> None:
        """Takes the case to its end: with an arrangement and a proceeding, helped, closed and erased."""
        await self.to_the_partner()
        await self._all(self.arrange, self.enter_proceeding, self.help, self.close, self.erase)

    async def helped(self) -> None:
        """Has the partner say that it helped, whether or not the desk hears it now."""
        await self._all(self.say_helped)

    def sign_in(self) -> None:
        """Signs in everybody who is needed to the end."""
        for user in ("anna", "sven"):
            self.world.staff(user)

    async def signed_out(self) -> None:
        """Signs a colleague out."""
        await self._all(self.sign_out)

    def leave(self) -> None:
        for partner in self.partners:
            partner.close()
        for browser in self.world.browsers.values():
            browser.close()

    def take_over(self) -> bool:
        page = self._page()
        if page.has("Anliegen übernehmen"):
            page = seen(self.world.staff("anna").submit(page.form("Anliegen übernehmen")))
        return page.has("Antwort senden")

    def ask(self) -> bool:
        if self._is_asked():
            return True
        page = self.world.desk(f"/referral/cases/{self.case.case_id}/proposals")
        known = [self.site.told["partners"][each]["id"] for each in PARTNERS]
        addresses = [link for link in page.links("/handovers/new") if any(each in link for each in known)]
        form = seen(self.world.staff("anna").get(addresses[0])).form("Person um Einwilligung bitten")
        form.tick("Wir stellen den Kontakt her", "Schilderung").fill(
            "Text zu: Schilderung", "Es geht um eine Bedrohung."
        )
        seen(self.world.staff("anna").submit(form))
        return True

    def agree(self) -> bool:
        """Agrees on the follow page, which shows the question a moment after it was asked or the desk came back."""
        page = self.world.follow("person")
        if page.has("Ja, weitergeben"):
            seen(
                self.world.person("person").submit(page.form("Ja, weitergeben").tick("Schilderung"), "Ja, weitergeben")
            )
            page = self.world.follow("person")
        return page.has("Weitergabe an") and not page.has("Ja, weitergeben")

    def accept(self) -> bool:
        """Has the partners read and accept all that waits for them; true when the person reads that of their case."""
        for partner, offer in self._offered("sent", "delivered", "overdue"):
            partner.get(f"{self._door}/{offer['reference']}").raise_for_status()
            self._say(partner, offer, "accept")
        return self.world.follow("person").has("hat zugesagt zu helfen")

    def arrange(self) -> bool:
        """Has the partner name who is in charge there; true when the person reads it.

        A parallel case may have ended the help for all of the partner's referrals: then no name comes any more.
        """
        for partner, offer in self._offered("accepted"):
            self._say(partner, offer, "arrangement", {"officer": {"name": IN_CHARGE}})
        page = self.world.follow("person")
        return page.has(IN_CHARGE) or page.has(HELPED)

    def enter_proceeding(self) -> bool:
        """Enters a proceeding; true when the person reads its file number, which referral has told the desk."""
        page = self.world.desk(f"/referral/cases/{self.case.case_id}/proceedings")
        if page.has("Noch kein Verfahren eingetragen"):
            form = page.form("Speichern").choose("Stand", "Nicht angezeigt").tick("§ 241 StGB Bedrohung")
            form.fill("Aktenzeichen", FILE_NUMBER)
            form.fill("Die Tat ist der Person bekannt seit", berlin_day(now()).isoformat())
            seen(self.world.staff("anna").submit(form))
        return self.world.follow("person").has(FILE_NUMBER)

    def help(self) -> bool:
        self.say_helped()
        return self.world.follow("person").has(HELPED)

    def say_helped(self) -> bool:
        """Completes the referrals without reading the package, which is shown only while the desk is there."""
        for partner, offer in self._offered("accepted", "contacted"):
            if offer["state"] == "accepted":
                self._say(partner, offer, "contact")
            self._say(partner, offer, "complete", {"outcome": "helped"})
        return not list(self._offered("accepted", "contacted"))

    def sign_out(self) -> bool:
        browser = self.world.staff("omar")
        browser.submit(browser.get(f"{self.site.told['staff']}/statistics/betrieb").form("Abmelden"))
        return self.world.browsers.pop("omar") is browser

    def close(self) -> bool:
        page = self.world.desk(f"/desk/cases/{self.case.case_id}/record")
        if page.has("Fall abschließen"):
            page = self.world.staff("anna").submit(closing(page, "An Partner vermittelt"))
        return page.status < 400 and not page.has("Fall abschließen")

    def erase(self) -> bool:
        """Erases the case as a supervisor, who first gives a reason for opening a colleague's case."""
        browser, address = self.world.staff("sven"), f"{self.site.told['staff']}/desk/cases/{self.case.case_id}/erase"
        page = browser.get(address)
        if page.has("Fall öffnen"):
            form = page.form("Fall öffnen")
            form.data.append(("reason", str(form.tag.find_all("input", attrs={"name": "reason"})[0]["value"])))
            page = browser.submit(form)
        if page.status == 200 and page.has("Endgültig löschen"):
            form = page.form("Endgültig löschen")
            form.data.append(("sure", "ja"))
            browser.submit(form)
        return browser.get(address).status == 404

    @property
    def _door(self) -> str:
        return f"{self.site.told['partner']}/api/referral/partner/referrals"

    def _page(self) -> Page:
        return self.world.desk(f"/desk/cases/{self.case.case_id}")

    def _is_asked(self) -> bool:
        follow = self.world.follow("person")
        return follow.has("weitergeben an") or follow.has("Weitergabe an")

    def _offered(self, *states: str) -> Iterator[tuple[httpx2.Client, dict[str, Any]]]:
        for partner in self.partners:
            answer = partner.get(self._door)
            answer.raise_for_status()
            yield from ((partner, each) for each in answer.json()["referrals"] if each["state"] in states)

    def _say(self, partner: httpx2.Client, offer: dict[str, Any], act: str, body: dict[str, Any] | None = None) -> None:
        partner.post(f"{self._door}/{offer['reference']}/{act}", json=body)

    def _standing(self) -> str:
        """Returns the state of the case, to find out why it did not go on."""
        try:
            states = [
                each["state"] for partner in self.partners for each in partner.get(self._door).json()["referrals"]
            ]
            page, follow = self._page(), self.world.follow("person")
        except TROUBLES as trouble:
            return f"{type(trouble).__name__} {trouble}"[:200]
        read = [words for words in FOLLOWED if follow.has(words)]
        return f"desk {page.status}, person reads {read}, partners have {sorted(set(states))}"

    async def _all(self, *steps: Callable[[], bool]) -> None:
        for step in steps:
            await self._until(step)

    async def _until(self, step: Callable[[], bool]) -> None:
        async def came_through() -> str:
            try:
                return "" if await asyncio.to_thread(step) else "not yet"
            except TROUBLES as trouble:
                return f"{type(trouble).__name__} {trouble}"[:200]

        try:
            await eventually(came_through, lambda why: not why, within=PATIENCE, every=0.3)
        except AssertionError as late:
            raise TooLong(f"{step.__name__} {late}; {await asyncio.to_thread(self._standing)}") from None
