"""German pages: each form is a model that refuses unknown fields, and each page calls one use case."""
