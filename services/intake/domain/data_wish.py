"""The day by which a wish about one's own data is answered: within one month of its receipt (Art. 12(3) GDPR)."""

from datetime import date

from shared.deadlines.legal_periods import Months, end_of


def answer_by(received_on: date) -> date:
    """Returns the last day within the month that is a working day in every Land, wherever the seat is."""
    return end_of(Months(1), received_on, None, rolls_over=False).act_by
