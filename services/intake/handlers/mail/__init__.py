"""Mails that come in: each is taken once and answered at the desk; its sender is never believed."""
