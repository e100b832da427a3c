"""Who of the staff, the services and the partners read what of which case: a chain that shows if it was tampered with.

The affected person's own access is never written here.
"""

from shared.audit.chain import Broken, Head
from shared.audit.trail import INDEXES, Actor, Audit, Entry, Reader

__all__ = ["INDEXES", "Actor", "Audit", "Broken", "Entry", "Head", "Reader"]
