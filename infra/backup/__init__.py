"""Saves what the stores hold and puts it back: stores, key databases and the list of erased ids, each apart."""
