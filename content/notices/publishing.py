"""What the team is told about publishing: findings in sentences, and how a planned publication
ended.
"""

from __future__ import annotations

from content.fields.showing import label
from content.language.i18n import Words
from content.language.languages import own_name
from content.publishing import Finding
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data

KINDS = {
    "campaign": "g",
    "case": "c",
    "event": "e",
    "letter": "l",
    "mission": "m",
    "statistic": "s",
    "update": "u",
}


def told(words: Words, kind: str, finding: Finding) -> Rich:
    """The finding as a sentence, with the field and language it is about in front."""
    place = [label(words, kind, finding.field)] if finding.field else []
    place += [own_name(finding.language)] if finding.language else []
    sentence = words(finding.key, None, **finding.values)
    return words("edit.pair", name=" · ".join(place), value=sentence) if place else sentence


def compose_planned(
    words: Words, kind: str, slug: str, title: str, why: Rich | str | None
) -> Screen:
    """Tells the team that a planned publication took place (why None), or did not and why."""
    key = "plan.done" if why is None else "plan.failed"
    open_it = Button(
        words.text("edit.open"), data(KEPT, "edit.part", KINDS[kind], slug), style="primary"
    )
    return Screen(paragraphs(lines(bold(words(key)), title), why), ((open_it,),))
