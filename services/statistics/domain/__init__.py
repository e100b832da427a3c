"""What is counted, where, and what of it may be shown."""
