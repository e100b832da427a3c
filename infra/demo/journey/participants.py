"""The people of the story and what they remember; kept in a file, so that an interrupted story can go on."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from infra.demo.journey.browser import Browser, Page
from infra.demo.journey.mailbox import Mailbox
from infra.demo.journey.observer import Watching

Memory = dict[str, Any]

NOT_NOW: Final = (429, 503)
TRIES: Final = 5


@dataclass
class World:
    """The running system, and what the story remembers of it; without `file`, nothing outlives the script."""

    system: dict[str, Any]
    watching: Watching
    memory: Memory
    file: Path | None = None
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def mails(self) -> Mailbox:
        return Mailbox(Path(self.system["mailbox"]))

    def person(self, who: str) -> Browser:
        """Returns the person's own browser, without a sign-in."""
        if who not in self.browsers:
            self.browsers[who] = Browser()
        return self.browsers[who]

    def staff(self, user: str) -> Browser:
        """Returns the browser of a member of staff, signed in by the identity provider with code and PKCE."""
        if user not in self.browsers:
            browser = Browser()
            chooser = browser.get(f"{self.system['staff']}/desk/anmelden")
            role = next(each["role"] for each in self.system["users"] if each["name"] == user)
            browser.get(chooser.link(role))
            self.browsers[user] = browser
        return self.browsers[user]

    def desk(self, path: str, user: str = "anna") -> Page:
        return seen(self.staff(user).get(f"{self.system['staff']}{path}"))

    def follow(self, who: str) -> Page:
        """Returns the follow page; enters the receipt code where the browser has not been let in."""
        browser = self.person(who)
        page = browser.get(f"{self.system['public']}/rueckmeldung")
        if page.has("Ihr Anliegen") and not page.has("Sechs Gruppen"):
            return seen(page)
        return seen(browser.submit(page.form("Weiter").fill("Rückmeldecode", self.memory[f"{who}_code"])))

    def submit(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """Hands in a concern as a channel's system; repeats it after `Retry-After`, with the same key, if told to."""
        for _ in range(TRIES):
            answer = httpx2.post(
                f"{self.system['public']}/api/intake/submissions",
                json=body,
                headers={"Authorization": f"Bearer {self.system['tokens']['channel']}", "Idempotency-Key": key},
                timeout=20,
            )
            if answer.status_code not in NOT_NOW:
                break
            time.sleep(int(answer.headers.get("Retry-After", "1")))
        answer.raise_for_status()
        accepted: dict[str, Any] = answer.json()
        return accepted


def seen(page: Page) -> Page:
    assert page.status < 400, f"{page.status} at {page.url.partition('?')[0]}"
    return page


def remember(world: World) -> None:
    """Writes the memory to its file, wholly or not at all; a receipt code in it opens a demo case only."""
    if world.file:
        beside = world.file.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_text(json.dumps(world.memory))
        beside.replace(world.file)
