"""A partner of referral's directory, as far as a notice to it names it."""

from shared.state import State


class ListedPartner(State):
    id: str
    name: str
