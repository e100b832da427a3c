"""Side effects: a referral is sent, becomes overdue, expires."""
