"""From Kafka to the handlers: decoded, decided by one rule, applied in one transaction."""
