"""Use cases of staff at a case that they may see."""
