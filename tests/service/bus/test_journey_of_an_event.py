"""One transaction says it, Kafka carries it, another service's transaction takes it."""
