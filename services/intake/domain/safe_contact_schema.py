"""The JSON schema of a safe contact, with one shape for each way, and the patterns that its model checks too."""

from typing import Any, Final

from shared import mail_address
from shared.text import INVISIBLE, JOINERS

LONGEST_WORDS: Final = 200
WRITTEN: Final = r"^[^\s,;<>\"]+(?: [^\s,;<>\"]+)*$"
WORD: Final = rf"[^\s\x00-\x1f\x7f-\x9f,;<>\"@{INVISIBLE}{JOINERS}]"
DIALLED: Final = rf"^(?:{WORD}+ )*{WORD}*[0-9]{WORD}*(?: {WORD}+)*$"


def schema_by_channel(schema: dict[str, Any]) -> None:
    """Replaces the properties by one shape per channel: each has its own addresses, and `none` has no other field."""
    fields = schema.pop("properties")
    one = {name: schema.pop(name) for name in ("type", "additionalProperties")}
    number = {"type": "string", "minLength": 3, "maxLength": mail_address.LONGEST, "pattern": DIALLED}
    ways = {
        "Mail": ({"const": "mail", "default": "mail"}, mail_address.DESCRIBED, ["address"]),
        "SMS": ({"const": "sms"}, number, ["channel", "address"]),
        "Phone": ({"const": "phone"}, number, ["channel", "address"]),
    }
    schema["oneOf"] = [
        {**one, "title": title, "properties": fields | {"channel": way, "address": address}, "required": needed}
        for title, (way, address, needed) in ways.items()
    ]
    nobody = {"properties": {"channel": {"const": "none"}}, "required": ["channel"]}
    schema["oneOf"].append({**one, "title": "Nobody", **nobody})
