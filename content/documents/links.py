"""Addresses that open a letter in a mail site, where they are short enough to arrive whole."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from content.composer import Letter

URL_LIMIT = 2000  # characters; a site that asks to sign in first carries the address inside another one


def mail_links(to: str, letter: Letter) -> dict[str, str]:
    """https addresses that open the letter in a mail site, by its name; those too long to survive are left out."""
    subject, body, address = quote(letter.subject), quote(letter.body), quote(to)
    links = {
        "Gmail": f"https://mail.google.com/mail/?view=cm&fs=1&to={address}&su={quote_plus(letter.subject)}"
        f"&body={quote_plus(letter.body)}",  # it reads + as a space, which the others show as it is
        "Outlook": f"https://outlook.live.com/mail/0/deeplink/compose?to={address}&subject={subject}&body={body}",
        "Yahoo": f"https://compose.mail.yahoo.com/?to={address}&subject={subject}&body={body}",
    }
    return {name: link for name, link in links.items() if len(link) <= URL_LIMIT}
