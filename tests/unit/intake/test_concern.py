"""The same concern is recognised for a day, also by the next release: its canonical text stays as it is hashed."""

from services.intake.domain.concern import Concern
from services.intake.domain.safe_contact import SafeContact
from shared.contracts.vocabulary import Channel


def test_the_canonical_text_keeps_its_names_and_their_order() -> None:
    concern = Concern(channel=Channel.PORTAL, text="x", safe_contact=SafeContact(address="a@b.example"))
    assert concern.canonical() == (
        '{"channel":"portal","text":"x","reason":"unknown","via":null,'
        '"situation":{"land":"unknown","municipality_kind":"unknown","target_group":"unknown","person":"unknown",'
        '"tenure":"unknown","threat_kinds":[],"urgency":"unknown","needs":[],'
        '"wishes":{"no_police":false,"no_prosecution":false,"languages":[]},'
        '"anonymous":false,"reported_to_police":null},'
        '"safe_way":{"channel":"mail","address":"a@b.example","times":null,"words":null,"voicemail":null},'
        '"channel_reference":null}'
    )
