"""The texts of all SMS: as of the mails, each says that there is something new and where. One message each."""


def to_person(follow_page: str) -> str:
    """`follow_page`: empty for a person whose messages must not lead to us."""
    where = f" hier lesen: {follow_page}" if follow_page else " lesen."
    return f"Für Sie liegt eine neue Nachricht bereit. Mit Ihrem Code können Sie sie{where}"
