"""One use case a module, grouped by who acts; each loads, decides and saves."""
