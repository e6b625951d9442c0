"""The team's group becomes a supergroup: questions follow it, in whichever order Telegram tells."""

import pytest

from bot.rehearsal.world.crowd import migrate
from storage.people import team_inbox


@pytest.mark.parametrize("turned", [False, True])
async def test_questions_follow_the_group(city, turned):
    mina = await city.owner()
    room = city.world.add_group("Desk", [mina.person])
    await city.post(f"/api/chats/{room.id}/send", person=mina.person, text="/teamgroup")
    await city.settle()

    def where(session):
        found = team_inbox.group(session, city.app.sealer)
        return found and found.chat_id

    assert await city.store.read(where) == room.id
    kept = city.world.updates.add
    if turned:
        told = []
        city.world.updates.add = lambda kind, body: told.append((kind, body))
    new = migrate(city.world, room)
    if turned:
        city.world.updates.add = kept
        for kind, body in reversed(told):
            city.world.updates.add(kind, body)
    await city.settle()
    assert await city.store.read(where) == new.id
    assert not any(message["from"]["is_bot"] for message in new.messages)
