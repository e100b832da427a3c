"""The stores' side of access: one user a process, each with its own databases and no others."""
