"""Engine faults around a small service: killed, losing records, full, with a wrong clock, behind a bad network."""
