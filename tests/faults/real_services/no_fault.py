"""No fault at all: what is red here says nothing about faults."""

from tests.harness.real_services.fault_trial import Fault, Trial


async def cases_to_their_end(trial: Trial) -> None:
    for _ in range(3):
        async with trial.counselling() as counselling:
            await counselling.to_the_end()
    async with trial.counselling() as counselling:
        await counselling.to_the_partner()


async def nothing_is_exposed(trial: Trial) -> None:
    """Last, because it reads every file."""
    exposed = (await trial.look(thorough=True)).exposed
    assert not exposed, "; ".join(exposed[:5])


FAULTS = (Fault("none", cases_to_their_end),)
EXPOSURE = Fault("nothing planted is found afterwards", nothing_is_exposed)
