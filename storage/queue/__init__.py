"""The outbox: what waits to go out, what may go now, and what became of it.

admission.py      whether one may reach a person now
cancellation.py   taking back what is queued, in sets
claims.py         rows are claimed in batches, sent, and recorded in batches
freeze.py         nothing goes out to many until someone of the team lets it (SAFETY rule 10)
kept_back.py      the names that nothing that goes out may hold
message_kinds.py  what holds each kind of message back
outbox.py         messages to many
"""
