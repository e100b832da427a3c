"""Facts of intake and notification, as far as they change something here."""
