"""Demo data of a local run: marked people, partners and concerns, never for real use."""
