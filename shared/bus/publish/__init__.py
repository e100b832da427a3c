"""From the outbox to Kafka, by one leader a service; and messages that are broadcast without an outbox."""
