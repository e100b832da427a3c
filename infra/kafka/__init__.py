"""Kafka's side of the catalogue: topics, users, and what each of them may do."""
