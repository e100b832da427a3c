"""What the services share: contracts, the bus, access to the store, sealing, telemetry and the web application."""
