"""What a local run shows itself with: marked people, partners and concerns, never for real use."""
