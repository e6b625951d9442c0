"""People: supporters, the team, and what each of them has under way.

audit.py               what the team did
conversation_state.py  conversations under way
erasure.py             the erasure ledger
inbox.py               updates received
members.py             owner code, members
rsvps.py               who comes
second_person.py       one person stops something, two let it go on (SAFETY rule 16)
supporters.py          people, follows, letters counted, erasure, export
team_inbox.py          conversations between supporters and the team
"""
