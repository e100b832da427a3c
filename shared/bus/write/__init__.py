"""Tools that a handler writes with: one transaction over state, ledger, outbox and effects."""
