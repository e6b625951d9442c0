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
    Section("edit.title", ("edit",), Permission.DRAFT),
    Section("sending.section", ("send",), Permission.PUBLISH),
    Section("upcoming.title", ("upcoming",)),
    Section("numbers.title", ("stats",)),
    Section("feeds.title", ("feeds",), Permission.WRITE),
    Section("packs.export_title", ("export",), Permission.DRAFT),
    Section("people.title", ("people",)),
    Section("audit.title", ("audit",), Permission.AUDIT),
)
