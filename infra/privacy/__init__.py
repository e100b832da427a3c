"""The record of processing, written from what the stores keep and what the services publish."""
