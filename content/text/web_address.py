"""Web addresses as Telegram takes them in links and buttons: what is wrong with one, else nothing.

Telegram refuses a whole message for one bad address (TDLib, parse_url and LinkManager::check_link),
so these rules take nothing that it refuses. They are stricter where an address would deceive its
reader or lead nowhere.
"""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address
from unicodedata import category

# Characters; a site that asks to sign in first carries the address inside another one.
LINK_CHARACTERS = 2000
SHOWN_CHARACTERS = 60  # characters of an address in a sentence about it
_PARTS = re.compile(r"(?i:https?)://([^/?#]*)")
_PORT = re.compile(r"(.*):([^:]*)", re.DOTALL)


class Fault(StrEnum):
    """What is wrong with an address. Each has a sentence `link.…` in the catalogues."""

    START = "start"  # it does not begin with http:// or https://
    SIGN = "sign"  # white space, controls and signs that nobody sees
    USER = "user"  # somebody's name before an @: what follows is another site than it seems
    PORT = "port"  # what follows the colon is no port
    HOST = "host"  # no site of the open web has such a name
    LONG = "long"


def fault(address: str) -> Fault | None:
    """The first thing that is wrong with an address, or None."""
    if len(address) > LINK_CHARACTERS:
        return Fault.LONG
    if any(category(sign)[0] in "CZ" for sign in address):
        return Fault.SIGN
    if not (found := _PARTS.match(address)):
        return Fault.START
    host = found[1]
    if "@" in host:
        return Fault.USER
    if named := _PORT.fullmatch(host):
        host, port = named[1], named[2]
        if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
            return Fault.PORT
    return None if _is_site(host) else Fault.HOST


def safe_url(address: str) -> bool:
    """Whether Telegram keeps this address as it is."""
    return fault(address) is None


def shown(address: str) -> str:
    """So much of an address that somebody finds it again."""
    return address if len(address) <= SHOWN_CHARACTERS else address[: SHOWN_CHARACTERS - 1] + "…"


def _is_site(host: str) -> bool:
    """Whether it is the name of a site, in any script, or an IPv4 address (RFC 3986, 3.2.2; RFC
    5890).
    """
    labels = host.removesuffix(".").split(".")
    if len(labels) < 2 or not all(map(_is_label, labels)):
        return False
    if labels[-1].isdigit():
        return _is_ipv4(host)
    try:
        return len(host.encode("idna").decode("idna")) > 0
    except UnicodeError:
        return False


def _is_label(label: str) -> bool:
    letters = all(sign.isalnum() or sign in "-_" or category(sign)[0] == "M" for sign in label)
    return letters and 1 <= len(label) <= 63 and label[0] != "-" != label[-1]


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True
