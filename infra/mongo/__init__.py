"""The stores' side of access: one user a process, and what each of them may do."""
