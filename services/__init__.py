"""Four services, each with a database of its own.

None imports another; they meet in events and in internal requests.
"""
