"""States of referral, the decisions on them and the facts that these make true: pure; time and ids are arguments."""
