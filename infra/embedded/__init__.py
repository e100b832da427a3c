"""The whole system on one machine by one command: Kafka, MongoDB, front door, identity provider, mail and services as
plain processes.
"""
