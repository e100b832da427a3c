"""One referral by all ways together, in any order, and each promise of the README about it.

Nobody learns what they need not:

- No way shows a package without the person's consent that stands, to this very partner and to exactly these items.
- After a withdrawal, a recall, a suspension or an erasure no way shows it, whether the bus has delivered that or not.
- An addition is read only where the person agreed to it too, and as long as the hand-over stands.
- Nothing is left of an erased case in any of the services.

The loop closes:

- A referral has one state; the partner's page, its interface, its topic, the overview of its people, the desk's line
  and the case all show it.
- An answer that was accepted counts, or the desk has a task; it never vanishes, and sent again it counts once.
- Every fact that needs a human is one open task until a human finished it or asked for the next partner; no task is
  open whose cause is over.
- The person's page shows for each partner what holds now.
- Each referral that anybody learnt of is counted in one column of the figures.

Nobody who asked for help is lost:

- No case is closed while somebody helps or is asked, and none is kept open by something that is over.
- No event of one service stops another.
"""

from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from services.intake.handlers.desk.erase import erase_case
from services.intake.store import CASES
from services.referral.domain.phone_answer import Said
from services.referral.domain.referral import OPEN
from shared.contracts.vocabulary import ReferralKind
from tests.harness.ways import truths
from tests.harness.ways.acting import FEW, SAID, names, ways
from tests.harness.ways.answers import Way
from tests.harness.ways.asking import Asking
from tests.harness.ways.counselling import Counselling


class AllWays(Asking, Counselling):
    """All rules together, from one referral that a partner has to a case that is closed and erased."""

    @initialize(name=names, way=ways, act=st.sampled_from(SAID), pick=FEW)
    def begin(self, name: str, way: Way, act: Said, pick: int) -> None:
        """Begins with a referral that a partner has, and has answered."""
        self.world = self.run(self.make())
        self.done_with = set()
        self.sent = []
        self.answered = set()
        self.is_erased = False
        self.asks_the_person(name, ReferralKind.WARM, follows=False, answer="given", arrives=True)
        self.answers(0, way, act, pick, 5)

    def holds(self) -> None:
        """Checks every promise, once everything has arrived."""
        if self.is_erased:
            self.run(truths.nothing_is_left(self.world))
            return
        seen = self.run(truths.look(self.world))
        truths.packages_follow_consents(seen)
        truths.intake_knows_every_state(seen)
        truths.the_person_reads_what_is(seen)
        truths.tasks_have_their_cause(seen)
        truths.needs_have_their_task(seen, self.done_with)
        truths.nothing_runs_in_a_closed_case(seen)
        self.run(truths.partners_see_the_same(self.world, seen))
        self.run(truths.partners_were_told(self.world, seen))
        self.run(truths.figures_balance(self.world, seen))

    def teardown(self) -> None:
        """Ends every referral, closes and erases the case from any state, and checks that nothing is left."""
        if not hasattr(self, "world"):
            return
        self.run(self.world.come_to_rest())
        self.holds()
        for known in self._referrals():
            if known.state in OPEN:
                self.run(self._gives_up(known, "recall", str(uuid4())))
        self.run(self.world.come_to_rest())
        self.holds()
        (case,) = self._at_desk(lambda tx: CASES.all(tx, id=[self.world.case_id]))
        if case.state == "open":
            self.run(self._closes(str(uuid4())))
        self.run(self.world.come_to_rest())
        self.holds()
        self.run(erase_case(self.world.desk, self.world.sven, self.world.case_id))
        self.is_erased = True
        self.run(self.world.come_to_rest())
        self.holds()
