"""An e-mail that opens as an unsent message."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP


def draft(to: str | None, subject: str, body: str) -> bytes:
    """The draft as a file (RFC 5322, UTF-8, CRLF). No date and no id: it tells nothing about who made it or when."""
    message = EmailMessage(policy=SMTP)
    if to:
        message["To"] = to
    message["Subject"] = subject
    message["X-Unsent"] = "1"
    message.set_content(body + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()
