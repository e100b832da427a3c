"""The affected person acts at the face, without a code or with the receipt code."""
