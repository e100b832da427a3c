"""Effects after a commit, at once or when due (schedule.py has their kinds), and chores that the leader repeats."""
