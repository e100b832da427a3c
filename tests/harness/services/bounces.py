"""What mail servers say of mails that they could not deliver, as Postfix, Exchange and hostile senders write it."""

from collections.abc import Sequence

BOUNDARY = "=_part"


def report(
    message_id: str,
    *recipients: str,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "message/rfc822",
    head: Sequence[str] = (),
    after: str = "",
) -> bytes:
    """`message_id`: as it stands in our mail; `returned`: how that came back, empty where it did not."""
    lines = [
        "From: MAILER-DAEMON@mx.example.net",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        *head,
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"',
        "",
        f"--{BOUNDARY}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "canary-of-a-bounce: the mailbox does not exist",
        f"--{BOUNDARY}",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.net",
        "",
    ]
    for each in recipients:
        lines += [f"Final-Recipient: rfc822; {each}", f"Action: {action}", f"Status: {status}", ""]
    if returned:
        lines += [f"--{BOUNDARY}", f"Content-Type: {returned}", "", "From: nachricht@example.org"]
        lines += [f"Message-ID: {message_id}", "Subject: Neue Nachricht", "", "Guten Tag", after]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""]).encode()
