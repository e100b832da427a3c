"""Reports of the demo's mail server on mails that it cannot deliver: as RFC 3464 has them, or in free words."""

from email import policy
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesHeaderParser
from typing import Final

UNDELIVERABLE: Final = "@unzustellbar.example.org"
"""The end of addresses to which nothing can be delivered: a domain reserved for examples."""
UNCLEAR: Final = "@unklar.example.org"
"""The end of addresses for which the report is in free words and leaves open what became of the mail."""


def returned(mail: bytes, recipients: list[str], return_path: str) -> bytes | None:
    """Returns a report to the return path of this mail; None where all of its recipients are reached."""
    if any(each.lower().endswith(UNCLEAR) for each in recipients):
        return _in_free_words(mail, return_path)
    lost = [each for each in recipients if each.lower().endswith(UNDELIVERABLE)]
    if not lost:
        return None
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = "mailer-daemon@example.org"
    report["To"] = return_path
    report["Subject"] = "Undelivered mail"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("This mail could not be delivered.\n"))
    report.attach(_status(lost))
    report.attach(MIMEMessage(BytesHeaderParser(policy=policy.default).parsebytes(mail)))
    return report.as_bytes()


def _in_free_words(mail: bytes, return_path: str) -> bytes:
    said = EmailMessage()
    said["From"] = "mailer-daemon@example.org"
    said["To"] = return_path
    said["Subject"] = "Ihre Nachricht"
    head, _, _ = mail.partition(b"\r\n\r\n")
    said.set_content("Diese Nachricht liegt noch hier oder kam zurueck:\n\n" + head.decode("ascii", "replace"))
    return said.as_bytes()


def _status(lost: list[str]) -> Message:
    said: list[dict[str, str]] = [{"Reporting-MTA": "dns; localhost"}]
    said += [{"Final-Recipient": f"rfc822; {each}", "Action": "failed", "Status": "5.1.1"} for each in lost]
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    for fields in said:
        block = EmailMessage()
        for name, value in fields.items():
            block[name] = value
        status.attach(block)
    return status
