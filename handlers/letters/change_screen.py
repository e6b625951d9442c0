"""What of a finished letter can be changed beside the writer's words."""

from __future__ import annotations

from content.missions.names import mission_name
from content.text.markup import bold, paragraphs
from content.text.messages import Reply, Screen, Show
from handlers.context import Context
from handlers.letters.draft import at, office_of
from handlers.letters.flow import current


def changes(ctx: Context, revision: str) -> Reply:
    """A button for each part; afterwards the letter is shown again."""
    if (writing := at(ctx, revision)) is None or writing.step != "preview":
        return current(ctx)
    parts = [
        ctx.button(f"letter.change_{part}", "letter.step", revision, part)
        for part in ("name", "points", "language", "mission")
    ]
    to = ctx.words("letter.to", mission=mission_name(ctx.words, office_of(ctx, writing)))
    back = (ctx.button("button.back", "letter.step", revision, "preview"),)
    return (
        Show(
            Screen(
                paragraphs(bold(ctx.words("letter.change_title")), to),
                (tuple(parts[:2]), tuple(parts[2:]), back),
            )
        ),
    )
