"""Reads a mailbox by IMAP: each mail is taken, and removed only when whoever takes it has stored what it needs."""
