"""The whole system on one machine by one command, with real engines.

Kafka, MongoDB, the front door, the identity provider, the mail server and the services run as plain processes.
"""
