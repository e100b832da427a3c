"""Use cases of a partner at its own referrals, by its page, its system and its topic."""
