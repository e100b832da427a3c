"""Counts without exposing anybody: cells from what the others publish, and tables that hide small figures.

What can be done here                                      module
count what an event changes                                subscriptions.py, store.py
forget who was counted, when a case is erased              subscriptions.py, store.py
show a running table to staff                              handlers/report.py, pages.py
publish a closed period for ever                           handlers/report.py, api.py
record the heartbeats of all services, and show them       handlers/watch.py, pages.py

To count a new fact: a step, state or result of its name in domain/states.py, or a row of its own in subscriptions.py;
the German of a new column in labels_de.py. The events that statistics consumes are in subscriptions.py, the rules in
domain/. It publishes no facts.
"""
