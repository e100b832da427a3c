"""The use cases: tell people, send what was asked for, keep the legal clocks."""
