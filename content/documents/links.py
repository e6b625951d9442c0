"""Addresses that open a letter in a mail site, where they are short enough to arrive whole."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from content.letters.composer import Letter

# Characters; a site that asks to sign in first carries the address inside another one.
URL_LIMIT = 2000


def mail_links(to: str, letter: Letter) -> dict[str, str]:
    """https addresses that open the letter in a mail site, by its name; those too long to survive
    are left out.
    """
    body = quote(letter.body)
    links = mail_starts(to, letter)
    links = {name: f"{link}&body={body}" for name, link in links.items()}
    # It reads + as a space, the others do not.
    links["Gmail"] = links["Gmail"].replace(body, quote_plus(letter.body))
    return {name: link for name, link in links.items() if len(link) <= URL_LIMIT}


def mail_starts(to: str, letter: Letter) -> dict[str, str]:
    """https addresses that open a mail site, by its name, with address and subject filled in."""
    address, subject = quote(to), quote(letter.subject)
    return {
        "Gmail": (
            f"https://mail.google.com/mail/?view=cm&fs=1&to={address}&su={quote_plus(letter.subject)}"
        ),
        "Outlook": (
            f"https://outlook.live.com/mail/0/deeplink/compose?to={address}&subject={subject}"
        ),
        "Yahoo": f"https://compose.mail.yahoo.com/?to={address}&subject={subject}",
    }
