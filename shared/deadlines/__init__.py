"""Legal deadlines as data and pure functions: the rule, what it depends on, and from when until when it runs.

Every service that tells somebody a day computes it here.
"""
