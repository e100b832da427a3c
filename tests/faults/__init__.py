"""What the bus promises, while something is broken on purpose."""
