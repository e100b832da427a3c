"""The rules: when a legal deadline runs, who is notified of what, and how often."""
