"""A referral by all its ways together, on a real engine."""
