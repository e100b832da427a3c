"""One command, one machine, real engines: Kafka, MongoDB, front door, identity, mail, services as plain processes."""
