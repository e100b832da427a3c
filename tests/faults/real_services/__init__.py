"""The real services under faults, by hand: `make faults`."""
