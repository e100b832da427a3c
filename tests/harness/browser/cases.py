"""Cases and an entry of the directory in the states that pages show; each is made once and not changed."""

import asyncio
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

from infra.demo.journey.participants import seen
from tests.harness.browser import entries, fields
from tests.harness.browser.acts import OTHER_PARTNER, PARTNER, Acts, Case, awaited
from tests.harness.browser.texts import ARABIC, LINK, LONG, LONG_NAME, LONGEST

T = TypeVar("T")
PICTURES = (fields.PICTURE, fields.PICTURE * 9_000)


class Cases(Acts):
    def __init__(self, system: dict[str, Any]) -> None:
        super().__init__(system)
        self._turn = asyncio.Lock()

    async def made(self, make: Callable[["Cases"], T]) -> T:
        """Makes something in a thread, so that no other window waits for the system; one at a time."""
        async with self._turn:
            return await asyncio.to_thread(make, self)

    @cached_property
    def any_case(self) -> Case:
        """A case for any test that needs one: tests may write in it, and must not rely on what is in it."""
        return self.proposed("Mir wurden Prügel angedroht.")

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
    def for_another(self) -> Case:
        return self.reported(LONG)

    @cached_property
    def waits_for_consent(self) -> Case:
        return self.asked(LONG, shared=LONG)

    @cached_property
    def asked_for_files(self) -> Case:
        case = self.proposed(LONG)
        self.give_files(case, *PICTURES)
        self.ask_for_files(case, PARTNER, LONG[:900])
        return case

    @cached_property
    def file_link(self) -> str:
        """The link behind which the partner may open one of two files that it was asked to get."""
        case, shared, yes = self.proposed(LONG), f"Es geht um Drohungen {secrets.token_hex(8)}", "Ja, weitergeben"
        self.give_files(case, *PICTURES)
        self.ask_for_files(case, OTHER_PARTNER, shared)
        form = awaited(lambda: self.follow(case), lambda page: page.has(yes)).form(yes)
        seen(self.world.person(case.code).submit(form.tick(fields.ITEM, "Beweis 1"), yes))
        return self.link_of(shared)

    @cached_property
    def asked_to_call(self) -> Case:
        case = self.proposed(LONG)
        self.ask_to_call(case)
        return case

    @cached_property
    def calls_by_herself(self) -> Case:
        case = self.proposed(LONG)
        self.ask_to_call(case)
        yes = "Ja, ich melde mich selbst"
        form = awaited(lambda: self.follow(case), lambda page: page.has(yes)).form(yes)
        seen(self.world.person(case.code).submit(form, yes))
        return case

    @cached_property
    def handed_over(self) -> Case:
        case = self.agreed(LONG, OTHER_PARTNER, LONG)
        awaited(lambda: self.world.desk(f"/referral/cases/{case.case_id}/proposals").has("Antwort erbeten bis"))
        return case

    @cached_property
    def noted(self) -> str:
        """The path for correcting a consent that was noted; its request left."""
        return self.note_consent(self.asked(LONG, OTHER_PARTNER, LONG))

    @cached_property
    def corrected(self) -> Case:
        """A case with a noted consent that was never given; its request left, and the person is asked once more."""
        case = self.asked(LONG, OTHER_PARTNER, LONG)
        self.correct(case, LONG[:1_900])
        return case

    @cached_property
    def asked_for_more(self) -> Case:
        """A case in which the person is asked for an addition to what was handed over."""
        case = self.agreed(LONG, OTHER_PARTNER, LONG)
        self.ask_for_more(case, LONG[:900])
        return case

    @cached_property
    def added_link(self) -> str:
        """The link behind which the partner reads what was handed over, and an addition to it."""
        shared, yes = f"Es geht um Drohungen {secrets.token_hex(8)}", "Ja, weitergeben"
        case = self.agreed(LONG, OTHER_PARTNER, shared)
        link = self.link_of(shared)
        self.ask_for_more(case, LONG)
        form = awaited(lambda: self.follow(case), lambda page: page.has("noch etwas weitergeben")).form(yes)
        seen(self.world.person(case.code).submit(form.tick(fields.ITEM), yes))
        return link

    @cached_property
    def partner_link(self) -> str:
        """The link behind which the partner reads what was handed over."""
        assert self.handed_over.code
        return self.link_of(ARABIC)

    @cached_property
    def declined(self) -> Case:
        """A case with a task: the partner declined."""
        shared = f"Es geht um Drohungen {secrets.token_hex(8)}"
        case = self.agreed(LONG, OTHER_PARTNER, shared)
        self.decline(shared)
        awaited(lambda: self.world.desk("/desk/tasks").has("Stelle kann nicht helfen"))
        return case

    @cached_property
    def with_deadlines(self) -> Case:
        """A case with a deadline that runs, and one that was missed."""
        return self.with_two_proceedings(LONG)

    def with_two_proceedings(self, text: str) -> Case:
        case = self.proposed(text)
        for known_on in (fields.months_ago(), fields.lately()):
            self.enter_proceeding(case, known_on)
        return case

    @cached_property
    def called_back(self) -> Case:
        """A case in which a call back is promised."""
        case = self.taken_over(LONG, safe_contact={"channel": "phone", "address": "0170 1234567", "words": LONG[:190]})
        self.promise_call_back(case)
        return case

    @cached_property
    def closed(self) -> Case:
        case = self.taken_over(LONG)
        self.close(case)
        return case

    @cached_property
    def entry(self) -> str:
        """The path of an entry of the directory with long texts and a history."""
        path = entries.new_entry(self, LONG_NAME, LONG[:900], LINK)
        entries.confirm(self, path)
        return path
