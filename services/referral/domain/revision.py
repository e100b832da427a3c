"""The revision of the directory: a process that holds the directory in memory sees by it that its copy is old."""

from shared.state import State


class Revision(State):
    """The one document. Its version counts the changes of the directory."""

    id: str = "directory"
