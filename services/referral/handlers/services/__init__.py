"""Handlers of events of intake and notification."""
