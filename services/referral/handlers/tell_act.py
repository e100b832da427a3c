"""Publishes an act as it stands now, after a proceeding of it was entered, changed, joined or separated."""

from collections.abc import Collection

from services.referral.domain.same_act import acts
from services.referral.handlers.effects.schedule import schedule_telling_file_numbers
from services.referral.publications import publish_proceeding
from services.referral.store import PROCEEDINGS
from shared.bus import Transaction


async def tell_acts(tx: Transaction, case_id: str, changed: Collection[str]) -> None:
    """`changed`: ids of proceedings. Those joined to another are published before the act, which has them all."""
    for lead, *others in acts(await PROCEEDINGS.all(tx, sort="case_id", case_id=case_id)):
        joined = [each for each in others if each.proceeding_id in changed]
        if joined or lead.proceeding_id in changed:
            for each in joined:
                publish_proceeding(tx, each)
            publish_proceeding(tx, lead, others)
    schedule_telling_file_numbers(tx, case_id)
