"""What is decided here: when a legal clock runs, whom to tell, and in which words."""
