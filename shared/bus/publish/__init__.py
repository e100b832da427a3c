"""Publishes the outbox to Kafka, by one leader per service, and broadcasts messages without an outbox."""
