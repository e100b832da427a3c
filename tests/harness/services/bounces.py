"""Reports of mails that could not be delivered, as Postfix, Exchange, Exim, qmail and hostile senders write them."""

from collections.abc import Sequence

BOUNDARY = "=_part"
IN_FREE_WORDS = "Leider konnten wir Ihre Nachricht nicht zustellen. Der Empfänger ist umgezogen."
STILL_TRYING = "Your message is delayed. You do not need to send it again, we keep trying."


def report(
    message_id: str,
    *recipients: str,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "message/rfc822",
    head: Sequence[str] = (),
    after: str = "",
) -> bytes:
    """Returns a report by RFC 3464.

    `message_id`: that of our mail; `returned`: the type as which our mail is attached, empty where it is not.
    """
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


def returned(message_id: str, words: str, *head: str, quote: str = "") -> bytes:
    """Returns the mail of a server without reports: its words, then our mail, each line of it after `quote`."""
    ours = ("From: nachricht@example.org", f"Message-ID: {message_id}", "Subject: Neue Nachricht", "", "Guten Tag")
    lines = ("Return-Path: <>", "From: MAILER-DAEMON@mx.example.net", "Subject: Returned mail", *head, "", words, "")
    return "\r\n".join([*lines, *(quote + each for each in ours), ""]).encode()


def by_exim(message_id: str, *recipients: str) -> bytes:
    """Returns the mail of an Exim from before it wrote reports."""
    head = (f"X-Failed-Recipients: {', '.join(recipients)}", "Auto-Submitted: auto-replied")
    said = "This message was created automatically by mail delivery software.\r\n\r\n------ This is a copy of it ------"
    return returned(message_id, said, *head)


def by_qmail(message_id: str, *recipients: str) -> bytes:
    said = "Hi. This is the qmail-send program at mx.example.net.\r\nThis is a permanent error; I've given up.\r\n"
    named = "".join(f"\r\n<{each}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n" for each in recipients)
    return returned(message_id, f"{said}{named}\r\n--- Below this line is a copy of the message.\r\n")


def out_of_office(message_id: str, *, text: str = "Ich bin bis Montag nicht im Büro.") -> bytes:
    """Returns an automatic answer by RFC 3834: it names the mail that it answers, and has no return path."""
    head = ("Return-Path: <>", "From: person@example.org", "Auto-Submitted: auto-replied", f"In-Reply-To: {message_id}")
    quoted = ("> Guten Tag", "> es gibt etwas Neues.")
    return "\r\n".join([*head, f"References: {message_id}", "", text, *quoted, ""]).encode()
