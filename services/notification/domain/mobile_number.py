"""Reads a phone number as a person writes it into the one form in which an SMS is sent (ITU-T E.164)."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

HERE: Final = "DE"
"""The country of a number that is written without a country's prefix."""
MOBILE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
"""Types of numbers that may be mobile; the second is that of countries whose numbers do not say which they are."""


def read(text: str) -> str | None:
    """Returns the number, or None for any that is not mobile: on a landline an SMS is read out to whoever picks up."""
    try:
        number = phonenumbers.parse(text, HERE)
    except NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in MOBILE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
