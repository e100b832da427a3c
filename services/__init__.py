"""Four services that share nothing but contracts."""
