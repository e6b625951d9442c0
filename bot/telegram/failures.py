"""Why a request got no answer: what surely never left is told apart from what may have arrived."""

from __future__ import annotations


class Unsent(Exception):
    """No byte of the request went out. The message names neither address nor token."""


class ProxyFailed(Unsent):
    """The proxy made no connection. The message is a sentence with the next step, without user and
    password.
    """


class Broken(Exception):
    """The connection ended, or said what is no HTTP, before the answer was whole: the request may
    have arrived.
    """
