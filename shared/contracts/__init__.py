"""Contracts between the services: CloudEvents, the catalogue, models, examples and schemas."""
