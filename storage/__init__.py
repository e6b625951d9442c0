"""What is remembered: SQLModel tables and one plain function of a Session per business action.

database.py          engine, pragmas, the writer thread and the readers      tables.py   every table
sealing.py     AES-SIV seals for everything that points at a person    migrations/ Alembic
published.py    revisions: seeding from a pack, the published snapshot, publishing updates
withdrawal.py       withdrawing a case     event_changes.py   what an edit changes for who comes     rsvps.py   who comes
supporters.py  people, follows, letters counted, erasure, export     conversation_state.py   conversations under way
inbox.py       updates received       members.py     owner code, members
outbox.py, claims.py   messages to many, and how they go out     admission.py   whether one may reach a person now
message_kinds.py   what holds each kind of message back
id_lists.py   many numbers as one parameter
digests.py     who is due and what they get: digest_items.py what there is, digest_keys.py and digest_groups.py in sets
withheld.py    what cases keep back     withheld_names.py   what is stopped when a name is added
audit.py       what the team did      retention.py  what ends by itself
"""
