"""The names that seals are bound to, "table.column": a sealed value opens under its own name only.

They are part of what is stored. Whoever renames a table, a column or a module leaves them alone.
"""

SUPPORTER_SEAL = "supporter.seal"
SENT_SEAL = "sentmessage.sealed"
DRAFT_SEAL = "draft.sealed"
WATCH_SEAL = "message.progress_message"
GROUP_SEAL = "meta.team_group"
WORDS_SEAL = "contactwords.sealed"
WITHHELD_SEAL = "withheld.form"
INBOX_SEAL = "inbox.sealed"
