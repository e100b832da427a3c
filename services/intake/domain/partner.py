"""What intake keeps of the directory: whom a hand-over can name."""

from services.intake.domain.ids import PartnerId
from shared.state import State


class ListedPartner(State):
    id: PartnerId
    name: str
    category: str
    listed: bool = True
