"""Supervisors change the directory."""
