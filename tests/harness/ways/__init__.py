"""Intake, referral and statistics side by side, a carrier of facts between them, and everybody who acts on a referral.

All decisions are the services' own code; only the broker and the HTTP between them are left out.
"""
