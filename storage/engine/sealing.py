"""Seals: whatever points at a person is encrypted with AES-SIV (RFC 5297), bound to its table and
column.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.engine import files

KEY_BYTES = 64  # AES-256-SIV
NONCE_BYTES = 16


class KeyProblem(Exception):
    """The sealing key is missing, unreadable or not a key. The message says what to do."""


class BrokenSeal(Exception):
    """A sealed value was made with another key, for another column, or was changed."""


class Sealer:
    """Seals and opens values with one key. `place` is "table.column": a seal opens nowhere else."""

    def __init__(self, key: bytes) -> None:
        self._siv = AESSIV(key)
        self._ledger = hmac.new(key, b"erasure ledger", sha256).digest()
        self._names = HKDF(SHA256(), 32, salt=None, info=b"appealbot withheld names").derive(key)

    def __repr__(self) -> str:
        return "Sealer(...)"

    def id(self, place: str, number: int) -> bytes:
        """The same seal for the same number every time, so that it can be looked up."""
        return self._siv.encrypt(number.to_bytes(8, "big", signed=True), [place.encode()])

    def open_id(self, place: str, seal: bytes) -> int:
        """The number that `id` sealed; BrokenSeal otherwise."""
        return int.from_bytes(self._open(seal, [place.encode()]), "big", signed=True)

    def value(self, place: str, plain: bytes) -> bytes:
        """A seal that is different every time: nonce and ciphertext."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._siv.encrypt(plain or b"\0", [place.encode(), nonce])

    def open_value(self, place: str, seal: bytes) -> bytes:
        """The bytes that `value` sealed; BrokenSeal otherwise."""
        plain = self._open(seal[NONCE_BYTES:], [place.encode(), seal[:NONCE_BYTES]])
        return b"" if plain == b"\0" else plain

    def erasure(self, number: int) -> str:
        """What stands in the erasure ledger for this person: a keyed hash that nothing can be read
        from.
        """
        return hmac.new(self._ledger, number.to_bytes(8, "big", signed=True), sha256).hexdigest()

    def name_mark(self, digest: bytes) -> bytes:
        """What the store keeps of a name's digest: HMAC-SHA256 under a key of its own, derived by
        HKDF (RFC 5869).
        """
        return hmac.digest(self._names, digest, "sha256")

    def _open(self, seal: bytes, associated: list[bytes]) -> bytes:
        try:
            return self._siv.decrypt(seal, associated)
        except (InvalidTag, ValueError) as reason:
            raise BrokenSeal(associated[0].decode()) from reason


def new_key() -> str:
    """A fresh key as text for a key file or an environment variable."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(text: str) -> Sealer:
    """The sealer for a key as `new_key` wrote it; KeyProblem for anything else."""
    try:
        key = base64.b64decode(text.strip().encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(
            "The key is damaged: copy the whole line of the key file from your safe copy."
        )
    return Sealer(key)


def load_key(path: Path, *, create: bool) -> Sealer:
    """The sealer for a key file. With `create`, a missing file is made with mode 0600; else
    KeyProblem.
    """
    if not path.exists():
        if not create:
            raise KeyProblem(
                f"The key file {path} is missing, and the store was sealed with it. "
                "Put your copy of the key back there, or start with an empty data directory."
            )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.write_whole(path, (new_key() + "\n").encode("ascii"))
    try:
        return read_key(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as reason:
        raise KeyProblem(
            f"The key file {path} cannot be read: check its owner and mode (0600)."
        ) from reason
