"""That the directory is another one than before: whoever holds it in memory sees by this that it is old."""

from shared.state import State


class Revision(State):
    """There is one. Its version counts the changes of the directory."""

    id: str = "directory"
