"""The rules: what is counted in which table, and what of it may be shown."""
