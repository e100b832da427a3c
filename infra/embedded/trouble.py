"""The error that a user of the embedded system reads."""


class Trouble(Exception):
    """Names in one sentence what keeps the system from running."""
