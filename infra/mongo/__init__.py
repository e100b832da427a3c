"""Access to the stores: one user for each process, and its rights."""
