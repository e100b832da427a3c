class Trouble(Exception):
    """Names in one sentence what keeps the system from running."""
