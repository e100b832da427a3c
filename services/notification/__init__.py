"""Tells people, safely and in time: neutral mail, and the deadlines that must not be missed."""
