"""The invariants that hold whatever broke: each is a pure function from a snapshot to its violations."""
