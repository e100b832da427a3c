"""Staff at a case that is theirs to see."""
