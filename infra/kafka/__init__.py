"""Kafka's side of the catalogue: topics, users and their rights."""
