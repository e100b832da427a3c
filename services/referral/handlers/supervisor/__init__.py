"""Use cases of supervisors: the directory, onboarding and access of partners."""
