"""Audit trail: who of staff, services and partners read what of which case, in a chain that shows tampering.

The affected person's own access is never written here.
"""

from shared.audit.chain import Broken, Head
from shared.audit.trail import INDEXES, Actor, Audit, Entry, Reader

__all__ = ["INDEXES", "Actor", "Audit", "Broken", "Entry", "Head", "Reader"]
