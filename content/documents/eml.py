"""An e-mail that opens as an unsent message."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

PLAIN = 60  # characters of a subject in ASCII that stand in one line as they are


def draft(to: str | None, subject: str, body: str) -> bytes:
    """The draft as a file (RFC 5322, UTF-8, CRLF). No date and no id: it tells nothing about who
    made it or when.
    """
    message = EmailMessage(policy=SMTP)
    if to:
        message["To"] = to
    message["X-Unsent"] = "1"
    message.set_content(body + "\n", charset="utf-8", cte="base64")
    return _subject(subject) + message.as_bytes()


def _subject(words: str) -> bytes:
    """The subject's lines, whole, spaces too: one run of encoded words (RFC 2047).

    EmailMessage encodes word by word, and some Pythons (3.11) lose the space between two of them.
    """
    told = " ".join(words.split())
    if not (told.isascii() and told.isprintable() and len(told) <= PLAIN and "=?" not in told):
        told = Header(told, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {told}\r\n".encode("ascii")
