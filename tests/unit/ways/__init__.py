"""A referral by all its ways together, over stores in memory."""
