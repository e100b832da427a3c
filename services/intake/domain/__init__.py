"""States and decisions: pure, with time and ids as arguments."""
