"""The fields by which every form asks how a person is reached, filled in as a person does."""

from tests.harness.browser.visit import Visit


async def state_safe_contact(visit: Visit, way: str, address: str, words: str) -> None:
    await visit.page.get_by_label("Wie dürfen wir uns melden?", exact=True).select_option(label=way)
    await visit.page.get_by_label("Adresse oder Nummer").fill(address)
    await visit.unfold("Zeiten und Worte angeben")
    await visit.page.get_by_label("Mit welchen Worten?").fill(words)
