"""What comes in by mail: taken once, answered at the desk, never believed to be from whom it says."""
