"""A store that was put back is a day older than Kafka: no number twice, nothing missing, a human knows what is lost."""

import pytest

from shared.bus.repair.restore import RESTORED
from shared.contracts.intake import CaseErased
from shared.contracts.referral import ReferralSent
from tests.harness.case_events import case_triaged
from tests.harness.faults.restorable_services import House

pytestmark = [pytest.mark.engines, pytest.mark.faults_long]


async def test_who_says_uses_no_number_again_and_tells_what_is_lost(house: House) -> None:
    async with house.running():
        untouched, grown = await house.open_case(), await house.open_case()
        await house.holds()
    saved = await house.save("intake")
    async with house.running():
        lost = await house.open_case()
        (last,) = await house.say(grown, case_triaged(grown))
        await house.holds()
    await house.load(saved)
    assert await house.rows("intake", lost) == []
    affected = await house.restore("intake")
    assert {grown, lost} <= set(affected)
    assert untouched not in affected
    assert sorted(await house.stores["intake"][RESTORED].distinct("_id")) == affected
    await house.let_a_day_pass()
    async with house.running():
        for key in (grown, lost):
            await house.say(key, case_triaged(key))
        await house.holds()
    assert [row["sequence"] for row in await house.rows("intake", grown)] == [1, 2, 3, 4]
    assert (await house.rows("intake", grown))[2]["_id"] == last
    assert [row["sequence"] for row in await house.rows("intake", lost)] == [1, 2, 3]


async def test_who_hears_needs_nothing_but_heads(house: House) -> None:
    async with house.running():
        grown, ended = await house.open_case(), await house.open_case()
        await house.holds()
    saved = await house.save("statistics")
    async with house.running():
        await house.open_case()
        await house.say(grown, case_triaged(grown), case_triaged(grown))
        await house.say(ended, CaseErased(case_id=ended))
        await house.holds()
    await house.load(saved)
    assert await house.violations(lossless=False)
    await house.let_a_day_pass()
    async with house.running():
        await house.holds()


async def test_who_does_both_does_again_only_what_is_on_the_list(house: House) -> None:
    async with house.running():
        before = await house.open_case()
        await house.holds()
    saved = await house.save("referral")
    async with house.running():
        lost = await house.open_case()
        await house.holds()
    await house.load(saved)
    affected = await house.restore("referral")
    assert lost in affected
    assert before not in affected
    await house.let_a_day_pass()
    async with house.running():
        await house.say(before, case_triaged(before))
        await house.holds()
    assert [row["type"] for row in await house.rows("referral", before)] == [ReferralSent.TYPE]
    assert [row["sequence"] for row in await house.rows("referral", lost)] == [1, 2]
