"""The certificate authorities that this machine trusts, for requests to other services and to the identity provider."""

import ssl
from functools import cache

import httpx2


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Reads the authorities once a process: that takes 40 ms of a core, in which nobody else is answered.

    A certificate that is added to the machine counts from the next start on.
    """
    return httpx2.create_ssl_context()
