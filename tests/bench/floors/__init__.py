"""Bare code that does only the I/O which cannot be avoided, on the same engines with the same promises."""
