"""A number as its person writes it, to the one form in which an SMS is sent (ITU-T E.164)."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HERE: Final = "DE"
"""Where a number without a country's prefix belongs."""
MOBILE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
"""The second: of countries whose numbers do not say which they are."""


def read(text: str) -> str | None:
    """None for whatever is no mobile number: on a landline an SMS is read out to whoever picks up."""
    try:
        number = phonenumbers.parse(text, HERE)
    except NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in MOBILE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
