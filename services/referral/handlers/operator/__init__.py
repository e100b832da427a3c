"""The directory of partners and their access."""
