"""The story of one case, played against the running system through the faces that users have."""
