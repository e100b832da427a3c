"""The web application of every service: pages, problem details, security headers, sign-in, health."""

from shared.web.app import build
from shared.web.internal import Peers, Sealed, caller, sealed_for
from shared.web.pages import Pages
from shared.web.serve import serve
from shared.web.signed_out import SignedOut
from shared.web.signin import Staff, staff

__all__ = ["Pages", "Peers", "Sealed", "SignedOut", "Staff", "build", "caller", "sealed_for", "serve", "staff"]
