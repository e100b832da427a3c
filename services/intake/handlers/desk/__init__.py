"""Counsellors and supervisors act at the desk."""
