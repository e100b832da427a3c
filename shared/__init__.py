"""The code that all services share: contracts, bus, access to the store, sealing, telemetry, web application."""
