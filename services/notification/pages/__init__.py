"""The counsellors' pages of notification."""
