"""The texts of all SMS. Like a mail, each says that there is something new and where, in one message."""


def to_person(follow_page: str) -> str:
    """Returns the text. `follow_page`: empty for a person whose messages must not lead to us."""
    where = f" hier lesen: {follow_page}" if follow_page else " lesen."
    return f"Für Sie liegt eine neue Nachricht bereit. Mit Ihrem Code können Sie sie{where}"
