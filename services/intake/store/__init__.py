"""Where intake stores what.

lotse_intake        desk.py   contacts, cases, messages, hand-overs, consents, colleagues: the desk alone
lotse_intake_face   face.py   requests, parts of files: inserted by the face, taken by the desk
                              threads, one-time codes, channels: written by the desk, read by both
lotse_intake_keys             data keys (shared/sealing): the desk alone
"""

from services.intake.store.desk import (
    ACCEPTANCES,
    CASES,
    COLLEAGUES,
    CONSENTS,
    CONTACTS,
    DISCLOSURES,
    EVIDENCE,
    FOUND_BY,
    HANDOVERS,
    INDEXES,
    KEY_INDEXES,
    MAIL_PARTS,
    MAILBOXES,
    MAILS,
    MESSAGES,
    PARTNERS,
    PROGRESS,
    RETENTION_PERIODS,
    SAFE_CONTACTS,
    TAKEN,
    TASKS,
    contact_of,
    give_turns,
    look_at_waiting,
    threads_with_news,
)

__all__ = [
    "ACCEPTANCES",
    "CASES",
    "COLLEAGUES",
    "CONSENTS",
    "CONTACTS",
    "DISCLOSURES",
    "EVIDENCE",
    "FOUND_BY",
    "HANDOVERS",
    "INDEXES",
    "KEY_INDEXES",
    "MAILBOXES",
    "MAILS",
    "MAIL_PARTS",
    "MESSAGES",
    "PARTNERS",
    "PROGRESS",
    "RETENTION_PERIODS",
    "SAFE_CONTACTS",
    "TAKEN",
    "TASKS",
    "contact_of",
    "give_turns",
    "look_at_waiting",
    "threads_with_news",
]
