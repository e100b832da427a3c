"""The story of one case and several smaller ones, played against the running system through its users' interfaces."""
