"""Addresses of the open internet, told from those that lead inside."""

from __future__ import annotations

import ipaddress

NAT64 = ipaddress.ip_network("64:ff9b::/96")
INSIDE = ("localhost", ".localhost", ".local", ".internal")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, nor a way around to one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def leads_inside(host: str) -> bool:
    """Whether a host says by itself that it is inside: an address that is not public, or a name of the machine's own.

    What a name stands for is looked at when it is read.
    """
    try:
        return not is_public(host)
    except ValueError:
        return host.lower().rstrip(".").endswith(INSIDE)
