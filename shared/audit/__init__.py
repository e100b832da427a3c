"""Who of the staff, the services and the partners read what of which case: a chain that shows if it was tampered with.

The affected person's own access is never written here.
"""

from shared.audit.book import INDEXES, Actor, Audit, Reader
from shared.audit.chain import Broken, Head

__all__ = ["INDEXES", "Actor", "Audit", "Broken", "Head", "Reader"]
