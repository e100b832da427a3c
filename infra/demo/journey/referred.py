"""A person who is referred in a story of their own: asked for each partner, agreeing, and what each partner reads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urljoin

from bs4 import Tag

from infra.demo.journey.browser import Form, Page
from infra.demo.journey.counselling import taken_over
from infra.demo.journey.mailbox import link_in
from infra.demo.journey.participants import World, remember, seen
from infra.demo.journey.partners import partner
from infra.demo.journey.portal import write
from infra.demo.journey.steps import until

AGREES = "Ja, weitergeben"


@dataclass(frozen=True)
class Referred:
    """One person and their referrals; partners are named as in the directory, and each act may be repeated.

    `who`: the story's name for the person; `knows`: the text that is passed on.
    """

    world: World
    who: str
    knows: str

    @property
    def case(self) -> str:
        return str(self.world.memory[f"{self.who}_case"])

    def begin(self, told: str, stated: Callable[[Form], Form]) -> None:
        """The person writes, and the counsellor takes over."""
        memory = self.world.memory
        if f"{self.who}_case" not in memory:
            memory[f"{self.who}_case"], _ = write(self.world, self.who, "/anliegen/selbst", told, stated)
            remember(self.world)
        taken_over(self.world, f"/desk/cases/{self.case}")

    def refer(self, to: str) -> None:
        """The person is asked and agrees on the follow page; returns when the partner has the mail with the link."""
        self._ask(to)
        asked = until(lambda: self._is_asked() or self.told(to, "sent"))
        if isinstance(asked, Page):
            seen(self.world.person(self.who).submit(asked.form(AGREES).tick("Schilderung"), AGREES))
        until(lambda: self.told(to, "sent"))
        until(lambda: self.mails(to))

    def _ask(self, to: str) -> None:
        memory = self.world.memory
        before = memory.setdefault(f"{self.who}_before", {})
        before.setdefault(to, len(self.world.mails.of(partner(to).mailbox)))
        if to in memory.setdefault(f"{self.who}_asked", []):
            return
        link = until(lambda: _way_to_ask(self.proposals(), to))
        form = seen(self.world.staff("anna").get(str(link))).form("Person um Einwilligung bitten")
        form.tick("Wir stellen den Kontakt her", "Schilderung").fill("Text zu: Schilderung", self.knows)
        seen(self.world.staff("anna").submit(form))
        memory[f"{self.who}_asked"].append(to)
        remember(self.world)

    def _is_asked(self) -> Page | None:
        """Returns the follow page while it asks; None where the person agreed already, as in a story that goes on."""
        page = self.world.follow(self.who)
        return page if page.has(AGREES) else None

    def told(self, to: str, fact: str) -> list[dict[str, Any]]:
        """Returns the bus's events of the referral to that partner whose fact is this one, such as `sent`."""
        events = self.world.watching.of(self.case, f"lotse.referral.referral.{fact}")
        return [event for event in events if event["data"]["partner_id"] == partner(to).id]

    def mails(self, to: str) -> list[EmailMessage]:
        """Returns the mails to the partner that came since the person was first asked."""
        return self.world.mails.of(partner(to).mailbox)[self.world.memory[f"{self.who}_before"][to] :]

    def at_the_link(self, to: str) -> Page:
        """Returns the page behind the newest mail's link as the partner's person finds it, perhaps before the PIN."""
        return self.world.person(f"{self.who} at {to}").get(link_in(self.mails(to)[-1]))

    def behind_the_link(self, to: str) -> Page:
        """Returns the page behind the newest mail's link, after the PIN."""
        page = seen(self.at_the_link(to))
        if page.has("PIN Ihrer Stelle"):
            pin = self.world.system["partners"][partner(to).key]["pin"]
            page = self.answers(to, page.form("Öffnen").fill("PIN Ihrer Stelle", pin))
        return page

    def answers(self, to: str, form: Form) -> Page:
        return seen(self.world.person(f"{self.who} at {to}").submit(form))

    def proposals(self) -> Page:
        """Returns the page of proposals; waits until referral knows the case."""
        at = f"{self.world.system['staff']}/referral/cases/{self.case}/proposals"
        return until(lambda: self.world.staff("anna").get(at), lambda page: page.status < 400)

    def proposed(self) -> list[str]:
        """Returns the ids of the proposed partners, the best first."""
        cards = self.proposals().soup.find_all("li", attrs={"data-partner": True})
        return [str(card["data-partner"]) for card in cards]

    def standing(self, to: str) -> tuple[Page, Tag]:
        """Returns the counsellor's page, and on it the part about the referral to that partner."""
        page = self.proposals()
        articles = page.soup.find_all("article", attrs={"data-referral": True})
        return page, next(each for each in articles if to in each.get_text())

    def enters(self, to: str, button: str, reason: str = "") -> None:
        """Presses the button as the counsellor, at the referral to that partner, with this reason if one is given."""
        page, article = self.standing(to)
        pressed = next(each for each in article.find_all("button") if button in each.get_text())
        around = pressed.find_parent("form")
        assert around is not None
        form = Form(around, page)
        seen(self.world.staff("anna").submit(form.choose("Grund", reason) if reason else form, button))


def _way_to_ask(page: Page, to: str) -> str | None:
    card = page.soup.find("li", attrs={"data-partner": partner(to).id})
    link = card.find("a", href=re.compile("/handovers/new")) if isinstance(card, Tag) else None
    return urljoin(page.url, str(link["href"])) if isinstance(link, Tag) else None
