"""The safe contact of a case or contact: notification knows a reference to it, intake alone the address."""

from shared.state import State


class SafeContactReference(State):
    """The reference to a safe contact. `id` is the key of the case, or of the contact while there is no case.

    `deadline_reminders`: whether the person wishes to be reminded before a deadline ends.
    """

    id: str
    reference: str
    deadline_reminders: bool = False
