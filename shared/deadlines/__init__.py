"""Deadlines of the law as data and pure functions: which rule, what it depends on, from when until when it runs.

Every service that tells somebody a day computes it here.
"""
