"""Addresses of the open internet, told from those that lead inside."""

from __future__ import annotations

import ipaddress

# Not globally reachable, or a way round to what is not: IANA's registries of special-purpose
# addresses, RFC 6890.
_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# All that is given out for the open internet (RFC 4291).
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
# Protocol assignments with Teredo among them, examples, 6to4, examples again (RFC 9637).
_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Before an IPv4 address that is reached through a tunnel (RFC 5214, 6.1).
_ISATAP = (0x00005EFE, 0x02005EFE)
INSIDE = ("localhost", ".localhost", ".local", ".internal", ".home.arpa")
HOST, LABEL = 253, 63  # characters (RFC 1035, 2.3.4)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, nor a
    way around to one.

    ValueError for what is no address.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _V4)
    tunnelled = int(ip) >> 32 & 0xFFFFFFFF in _ISATAP
    return ip in _OPEN_V6 and not tunnelled and not any(ip in network for network in _V6)


def is_host(host: str) -> bool:
    """Whether this can be the name or address of a host at all (RFC 1035, RFC 3490)."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _is_name(host)
    return True


def _is_name(host: str) -> bool:
    try:
        plain = host.rstrip(".").encode("idna").decode("ascii")
        plain.encode("ascii").decode("idna")  # what begins with xn-- must stand for something
    except UnicodeError:
        return False
    labels = plain.split(".")
    letters = plain.replace("-", "").replace("_", "").replace(".", "")
    return (
        len(plain) <= HOST
        and all(0 < len(label) <= LABEL for label in labels)
        and letters.isalnum()
    )


def leads_inside(host: str) -> bool:
    """Whether a host says by itself that it is inside: an address that is not public, or a name of
    the machine's own.

    What a name stands for is looked at when it is read.
    """
    try:
        return not is_public(host)
    except ValueError:
        return host.lower().rstrip(".").endswith(INSIDE)
