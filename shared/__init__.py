"""What the services share: contracts, the bus, the store, sealing, and the rules of the web."""
