"""What services publish to each other: CloudEvents, catalogue, models, examples, schemas."""
