"""A message knows its subject, and each body the parts that it tells of; `about` was a title, a slug or a word."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015_subjects"
down_revision = "0014_aliases"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PARTS = ("case", "event", "update")
Part = tuple[str, str]


def upgrade() -> None:
    """Adds the columns and the table, and fills them for what was sent or waits."""
    op.execute("ALTER TABLE message RENAME COLUMN about TO title")
    for name in ("subject_kind", "subject_slug"):
        op.add_column("message", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("message", sa.Column("subject_at", BIG, nullable=True))
    op.create_table(
        "told",
        sa.Column(
            "body", sa.Integer(), sa.ForeignKey("body.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("body", "kind", "slug"),
    )
    op.create_index("ix_told_part", "told", ["kind", "slug"])
    titles = _titles()
    for message in _all("SELECT id, kind, title, audience, case_slug, news FROM message"):
        _carry(message, titles)


def _all(statement: str, **values: Any) -> list[Any]:
    return list(op.get_bind().execute(sa.text(statement), values).all())


def _titles() -> dict[Part, tuple[str, set[str]]]:
    """Of each case, event and piece of news: its case, and every title that it ever had."""
    cases: dict[Part, str] = {}
    titles: dict[Part, set[str]] = defaultdict(set)
    for kind, slug, language, body in _all(
        "SELECT kind, slug, language, body FROM revision ORDER BY id"
    ):
        if kind not in PARTS:
            continue
        value = json.loads(body) or {}
        if not language:
            cases[kind, slug] = (
                slug if kind == "case" else value.get("case", cases.get((kind, slug), ""))
            )
        elif value.get("title"):
            titles[kind, slug].add(value["title"])
    return {part: (case, titles[part]) for part, case in cases.items()}


def _carry(message: Any, titles: dict[Part, tuple[str, set[str]]]) -> None:
    """Gives one message its subject, and each of its bodies what it tells of."""
    bodies = _all("SELECT id, variant, screen FROM body WHERE message = :id", id=message.id)
    kind, slug, at = _subject(message, [body.variant for body in bodies], titles)
    theirs = message.kind == "alert" or bool(message.audience)
    known = message.kind in ("digest", "reminder", "change", "notice", "followup", "team")
    op.get_bind().execute(
        sa.text(
            "UPDATE message SET subject_kind=:kind, subject_slug=:slug, subject_at=:at, title=:title WHERE id=:id"
        ),
        {
            "kind": kind,
            "slug": slug,
            "at": at,
            "title": "" if known and not theirs else message.title,
            "id": message.id,
        },
    )
    for body in bodies:
        parts = {(kind, slug), ("case", message.case_slug or "")}
        if message.case_slug is None and (theirs or message.kind == "digest"):
            parts |= set(_named(json.loads(body.screen), titles))
        for told, name in sorted(parts):
            if told in PARTS and name:
                op.get_bind().execute(
                    sa.text("INSERT INTO told (body, kind, slug) VALUES (:body, :kind, :slug)"),
                    {"body": body.id, "kind": told, "slug": name},
                )


def _subject(
    message: Any, variants: list[str], titles: dict[Part, tuple[str, set[str]]]
) -> tuple[str, str, int | None]:
    about, case = message.title, message.case_slug
    if message.audience.startswith("event:"):
        return "event", message.audience.split(":")[1], None
    match message.kind:
        case "alert":
            return *_news(message, titles), None
        case "followup":
            return "mission", about, None
        case "team":
            return "team", about, None
        case "change" if about == "stand_down":
            return "stand_down", case or "", None
        case "notice" if about == "idle":
            return "idle", "", None
        case "reminder" | "change" | "notice":
            stamp = next((int(one) for one in variants if one.isdigit()), None)
            return "event", about, stamp
    return "", "", None


def _news(message: Any, titles: dict[Part, tuple[str, set[str]]]) -> Part:
    """The news that an alert told, by its title then; else its case."""
    called = [slug for (kind, slug), (case, known) in titles.items()
              if kind == "update" and case == message.case_slug and message.title in known]  # fmt: skip
    if message.news or called:
        return "update", message.news or called[-1]
    return ("case", message.case_slug) if message.case_slug else ("", "")


def _named(screen: dict[str, Any], titles: dict[Part, tuple[str, set[str]]]) -> Iterator[Part]:
    """The parts that a button names, or one of whose titles is in the words; with their cases."""
    said = screen["text"]["text"]
    named = {
        word
        for row in screen["rows"]
        for button in row
        for word in (button["data"] or "").split(":")
    }
    for (kind, slug), (case, known) in titles.items():
        if slug in named or any(title in said for title in known):
            yield kind, slug
            yield "case", case
