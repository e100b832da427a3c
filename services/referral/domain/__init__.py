"""States and decisions of referral: pure functions; time and ids are arguments."""
