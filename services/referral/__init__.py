"""Finds help and follows it: the directory, proposals with reasons, referrals to their end, proceedings."""
