"""Kafka's side of the catalogue: topics now, users and rights later."""
