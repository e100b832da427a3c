"""Intake, referral and statistics side by side, with what carries facts between them, and everybody who acts on a
referral. All that decides is the services' own code; only the broker and the HTTP between them are left out."""
