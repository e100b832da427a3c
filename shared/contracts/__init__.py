"""What services say to each other: envelope, catalogue, models, examples, schemas."""
