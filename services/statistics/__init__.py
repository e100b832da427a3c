"""Counts without exposing: cells from what the others said, tables that give nobody away."""
