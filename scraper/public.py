"""Which internet addresses are public, in all the disguises that they come in.

Promises: an address counts as public only where it is, and every address wrapped in it too.
Refuses: private, shared, reserved, documentation and multicast ranges; tunnels that cannot be unwrapped
(Teredo, local NAT64); anything of IPv6 outside global unicast, or bound to one link by a zone.
Caveat: that an address is public does not say whose it is.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")  # all that was ever given out; the rest is reserved
# counted as global by Python 3.11 and yet not to be connected to
_RELAYS = ipaddress.ip_network("192.88.99.0/24")  # 6to4 relays, RFC 7526
_AZURE = ipaddress.ip_address("168.63.129.16")  # answers a machine in that cloud, and nobody else
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # RFC 6890
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")  # RFC 9637
_SPECIAL = ipaddress.ip_network("2001::/23")  # Teredo, ORCHID, benchmarking: RFC 2928
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # before the IPv4 address at the end, RFC 5214


@lru_cache(4096)
def read_literal(host: str) -> Address | None:
    """The address that a host name is, where it is one.

    >>> read_literal("127.1") is None
    True
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(text: str) -> bool:
    """True for an address of the open internet, whatever it is wrapped in.

    >>> [is_public(text) for text in ("8.8.8.8", "100.64.0.1", "224.0.0.1", "2002:7f00:1::")]
    [True, False, False, False]
    """
    address = read_literal(text)
    while isinstance(address, ipaddress.IPv6Address) and (inner := _unwrap(address)) is not None:
        address = inner
    if address is None or not address.is_global or address.is_multicast or "%" in text:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address != _AZURE and address not in _RELAYS and address not in _PROTOCOLS
    return address in _UNICAST and address not in _SPECIAL and address not in _DOCUMENTATION


def _unwrap(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    number = int(address)
    if address in _NAT64 or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
