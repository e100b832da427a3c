"""The rules: when a legal deadline runs, and who is notified of what how often."""
