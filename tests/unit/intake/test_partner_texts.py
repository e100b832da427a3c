"""What is said of a partner before anybody tells it something: only police and prosecution must investigate."""

import pytest

from services.intake.domain.ids import PartnerId
from services.intake.domain.partner import ListedPartner
from services.intake.state_texts.partner import MUST_ACT, TELLS_THE_POLICE, in_a_message
from shared.contracts.vocabulary import PartnerCategory


@pytest.mark.parametrize("category", PartnerCategory)
def test_a_message_says_what_the_partner_does_with_what_it_learns(category: PartnerCategory) -> None:
    said = in_a_message(ListedPartner(id=PartnerId("a"), name="Stelle (Demo)", category=category))
    assert (MUST_ACT in said) is (category in {PartnerCategory.POLICE, PartnerCategory.PROSECUTION})
    assert (TELLS_THE_POLICE in said) is (category == PartnerCategory.SECURITY_AUTHORITY)
