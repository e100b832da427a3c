"""Foul weather around a small service: its engines die, forget, fill up or lie, and the network between them fails."""
