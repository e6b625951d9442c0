"""Every table as AppealBot begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_start"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    _content()
    _people()
    _messages()
    _team()


def _content() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("undo_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_revision_number", "revision", ["kind", "slug", "language", "number"], unique=True
    )
    op.create_index(
        "ix_revision_published",
        "revision",
        ["kind", "slug", "language"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )


def _people() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", BIG, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("update_id"),
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "update_id"], unique=False)
    op.create_table(
        "supporter",
        sa.Column("number", BIG, nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("digest_due", BIG, nullable=True),
        sa.Column("digest_seen", BIG, nullable=False),
        sa.Column("paused_until", BIG, nullable=True),
        sa.Column("blocked_at", BIG, nullable=True),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("active_at", BIG, nullable=False),
        sa.Column("warned_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("seal"),
    )
    op.create_index("ix_supporter_active_at", "supporter", ["active_at"], unique=False)
    op.create_index("ix_supporter_digest_due", "supporter", ["digest_due"], unique=False)
    op.create_table(
        "draft",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("awaiting", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", BIG, nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter", "kind"),
    )
    op.create_index("ix_draft_updated_at", "draft", ["updated_at"], unique=False)
    op.create_table(
        "follow",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("case_slug", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter", "case_slug"),
    )
    op.create_index("ix_follow_case", "follow", ["case_slug", "supporter"], unique=False)
    op.create_table(
        "lettersent",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("case_slug", sa.String(), nullable=False),
        sa.Column("mission_slug", sa.String(), nullable=False),
        sa.Column("day", BIG, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("ask_at", BIG, nullable=True),
        sa.Column("reply", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter", "case_slug", "mission_slug"),
    )
    op.create_index("ix_lettersent_case", "lettersent", ["case_slug", "mission_slug"], unique=False)
    op.create_index("ix_lettersent_ask_at", "lettersent", ["ask_at"], unique=False)
    op.create_index("ix_lettersent_reply", "lettersent", ["mission_slug", "reply"], unique=False)
    op.create_table(
        "rsvp",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("event_slug", sa.String(), nullable=False),
        sa.Column("starts", BIG, nullable=False),
        sa.Column("ends", BIG, nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter", "event_slug", "starts"),
    )
    op.create_table(
        "turnout",
        sa.Column("event_slug", sa.String(), nullable=False),
        sa.Column("starts", BIG, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event_slug", "starts"),
    )
    op.create_index("ix_rsvp_starts", "rsvp", ["starts"], unique=False)


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("case_slug", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("repeat_unknown", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("progress_message", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_state", "message", ["state", "priority", "id"], unique=False)
    op.create_table(
        "pause",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("until", BIG, nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_body_variant", "body", ["message", "language", "variant"], unique=True)
    op.create_table(
        "sentmessage",
        sa.Column("id", BIG, nullable=False),
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", BIG, nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sentmessage_sent_at", "sentmessage", ["sent_at"], unique=False)
    op.create_index("ix_sentmessage_supporter", "sentmessage", ["supporter"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("recipient", BIG, nullable=False),
        sa.Column("body", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("due_at", BIG, nullable=False),
        sa.Column("done_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(["body"], ["body.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recipient"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outbox_due", "outbox", ["message", "state", "due_at", "id"], unique=False)
    op.create_index("ix_outbox_once", "outbox", ["message", "recipient"], unique=True)
    op.create_index("ix_outbox_recipient", "outbox", ["recipient"], unique=False)


def _team() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "ownercode",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "member",
        sa.Column("supporter", BIG, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.Column("alias", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["supporter"], ["supporter.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("supporter"),
        sa.UniqueConstraint("alias"),
    )
    op.create_table(
        "invite",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("expires_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    for event in ("UPDATE", "DELETE") if op.get_bind().dialect.name == "sqlite" else ():
        op.execute(  # the audit is only ever added to
            f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END"
        )
