"""What is remembered: SQLModel tables and one plain function of a Session for each action.

Rooms import downwards only: actions, delivery, library, people, queue, engine.

actions/     what the team or a day sets off across the other rooms, each in one transaction
delivery/    what goes out to whom: audiences, digests, notices, and what was sent
engine/      the store itself: its file, tables, seals and statements
library/     the campaign's content: what is public, every version, and what is kept back
migrations/  Alembic's environment and every change of the tables, in order
people/      people: supporters, the team, and what each of them has under way
queue/       the outbox: what waits to go out, what may go now, and what became of it
"""
