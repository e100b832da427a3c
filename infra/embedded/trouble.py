class Trouble(Exception):
    """What keeps the system from running, as one sentence for the person at the console."""
