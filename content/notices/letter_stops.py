"""Letters about a case are stopped: what those with an open letter are told, and how a team member
says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from content.campaign import Campaign
from content.cases import Case
from content.language.i18n import Words, date_long
from content.text.markup import bold, paragraphs
from content.text.messages import KEPT, Button, Screen, data

REASON_LIMIT = 200
_LINE = re.compile(r"\s*([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*[:：]\s*(\S.*)")


def compose_notice(campaign: Campaign, words: Words, case: Case) -> Screen:
    """Tells a writer with an open letter that letters are stopped, and why; else that
    they go on.
    """
    title = campaign.words(case.texts, words.reads)[0].title
    read = Button(words.text("followup.case"), data(KEPT, "case.show", case.slug))
    if case.stood_down is None:
        write = Button(words.text("home.continue"), data(KEPT, "letter.resume"), style="primary")
        return Screen(
            paragraphs(bold(words("stand.open_title")), words("stand.open", case=title)),
            ((write,), (read,)),
        )
    day = date_long(case.stood_down.since, words.language)
    reason = campaign.words(case.stood_down.texts, words.reads)[0]
    text = paragraphs(
        bold(words("stand.title")),
        words("stand.notice", case=title, day=day, reason=reason),
        words("stand.kept"),
    )
    return Screen(text, ((read,),))


def compose_withdrawn(campaign: Campaign, words: Words, case: Case) -> Screen:
    """Tells somebody whom a message about the case reached that letters are stopped, and why."""
    if case.stood_down is None:
        return compose_notice(campaign, words, case)
    title = campaign.words(case.texts, words.reads)[0].title
    read = Button(words.text("followup.case"), data(KEPT, "case.show", case.slug), style="primary")
    day = date_long(case.stood_down.since, words.language)
    reason = campaign.words(case.stood_down.texts, words.reads)[0]
    told = words("stand.notice", case=title, day=day, reason=reason)
    return Screen(
        paragraphs(bold(words("stand.sent_title")), told, words("stand.sent_help")), ((read,),)
    )


def reasons(lines: Iterable[str], languages: Iterable[str]) -> dict[str, str] | None:
    """Reasons by language from lines like "en: ..."; None when a line is none, too long, or of
    another language.
    """
    found: dict[str, str] = {}
    known = set(languages)
    for line in filter(str.strip, lines):
        match = _LINE.fullmatch(line.strip())
        if not match or match[1] not in known or match[1] in found or len(match[2]) > REASON_LIMIT:
            return None
        found[match[1]] = match[2]
    return found or None
