"""What becomes of many: people who come at once, who block the bot or delete their account, groups
that move.
"""

from __future__ import annotations

from dataclasses import replace

from bot.rehearsal.botapi.errors import Refused
from bot.rehearsal.world.acting import Acting, block
from bot.rehearsal.world.chance import Chance
from bot.rehearsal.world.model import Chat, Json, Person
from bot.rehearsal.world.world import World, new_id
from content.language.languages import LANGUAGES

MOST_PEOPLE = 100_000
SUPERGROUP = 10**12


def come(world: World, count: int, *, start: bool) -> list[Person]:
    """New people in the bot's languages by turns; with `start` each begins to talk to the bot."""
    if not 1 <= count <= MOST_PEOPLE:
        raise Refused(f"Between 1 and {MOST_PEOPLE} people can come.")
    first = len(world.people) + 1
    spoken = tuple(LANGUAGES)
    people = [
        world.add_person(f"Person {first + one}", spoken[one % len(spoken)]) for one in range(count)
    ]
    for person in people if start else []:
        Acting(world, world.chats[person.id], person).start("")
    return people


def change(world: World, body: Json) -> Json:
    """Lets these percentages of the people block the bot or delete their account, and of the groups
    move.
    """
    chance = Chance(body.get("seed"))
    people = [
        person
        for person in world.people.values()
        if person.role == "supporter" and not _gone(person)
    ]
    people.sort(key=lambda _: chance.draw())
    blocking = people[: round(len(people) * float(body.get("blocked", 0)) / 100)]
    deleting = people[len(blocking) :][: round(len(people) * float(body.get("deleted", 0)) / 100)]
    groups = [
        chat for chat in world.chats.values() if chat.type == "group" and chat.migrated_to is None
    ]
    groups.sort(key=lambda _: chance.draw())
    moving = groups[: round(len(groups) * float(body.get("migrated", 0)) / 100)]
    for person in blocking:
        if body.get("told", True):
            block(world, person, True)
        else:
            person.blocked = True
    for person in deleting:
        person.deleted = True
    for chat in moving:
        migrate(world, chat)
    world.events.add("people")
    ids = {"blocked": [one.id for one in blocking], "deleted": [one.id for one in deleting]}
    return ids | {"migrated": {str(chat.id): chat.migrated_to for chat in moving}}


def migrate(world: World, chat: Chat) -> Chat:
    """The supergroup that the group becomes; the bot is told in both chats, as Telegram does."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise Refused("Only a group that has not moved yet becomes a supergroup.")
    new = replace(
        chat,
        id=-(SUPERGROUP + new_id() % SUPERGROUP),
        type="supergroup",
        next_message=1,
        messages=[],
    )
    world.chats[new.id] = new
    chat.migrated_to = new.id
    by = world.people[chat.members[0]].user()
    world.updates.add("message", world.post(chat, by, migrate_to_chat_id=new.id))
    world.updates.add("message", world.post(new, by, migrate_from_chat_id=chat.id))
    world.events.add("people")
    return new


def _gone(person: Person) -> bool:
    return person.blocked or person.deleted
