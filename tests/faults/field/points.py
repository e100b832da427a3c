"""Which process passes which named place when people use the system, and which it never passes then."""

from typing import Final

FACE, DESK, REFERRAL, NOTIFICATION, STATISTICS = "intake-face", "intake-desk", "referral", "notification", "statistics"

OF_SERVICES: Final = {
    "accept.after_key": FACE,
    "accept.after_receipt": FACE,
    "erase.after_key": REFERRAL,
    "fetch.after_claim": REFERRAL,
    "fetch.after_key": REFERRAL,
    "mail.after_claim": NOTIFICATION,
    "mail.after_post": NOTIFICATION,
    "notice.before_answer": REFERRAL,
    "package.before_answer": DESK,
    "safe_contact.before_answer": DESK,
}
