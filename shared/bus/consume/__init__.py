"""Consumes: records from Kafka are decoded, decided on by one rule, and applied by handlers in one transaction."""
