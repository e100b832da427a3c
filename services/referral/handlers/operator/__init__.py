"""Use cases of the operator: the directory of partners and their access."""
