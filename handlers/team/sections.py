"""What the desk leads to: one line for each part of the team's work."""

from __future__ import annotations

from dataclasses import dataclass

from content.permissions import Permission


@dataclass(frozen=True)
class Section:
    """A button of the desk: its label's key, the route with its arguments, and who sees it."""

    label: str
    route: tuple[str, ...]
    needs: Permission = Permission.DESK


SECTIONS: tuple[Section, ...] = (
    Section("edit.title", ("edit.show",), Permission.DRAFT),
    Section("sending.section", ("send.who",), Permission.PUBLISH),
    Section("upcoming.title", ("upcoming.list",)),
    Section("numbers.title", ("numbers.show",)),
    Section("feeds.title", ("feed.list",), Permission.WRITE),
    Section("packs.export_title", ("pack.export",), Permission.DRAFT),
    Section("people.title", ("people.list",)),
    Section("audit.title", ("audit.show",), Permission.AUDIT),
)
