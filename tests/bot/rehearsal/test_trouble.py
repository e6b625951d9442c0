"""Telegram on a bad day, over real HTTP; and the record by which a delivery is judged."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from bot.rehearsal.server import build, serving
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World


@pytest.fixture
async def line(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a rehearsal that is served on a port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(serving(build(world), port))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
        yield client
    server.should_exit = True
    await task


@pytest.fixture
def emma(world: World) -> Person:
    person = world.add_person("Emma", "en")
    world.chats[person.id].started = True
    return person


async def sent(
    client: httpx.AsyncClient, world: World, person: Person, text: str
) -> httpx.Response:
    return await client.post(
        f"/bot{world.token}/sendMessage", json={"chat_id": person.id, "text": text}
    )


async def arrivals(client: httpx.AsyncClient, **asked: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await client.get("/api/arrivals", params=asked)).json()[
        "arrivals"
    ]
    return found


async def test_an_answer_that_comes_slowly(
    line: httpx.AsyncClient, world: World, emma: Person
) -> None:
    await line.post("/api/trouble", json={"answer": "slow", "delay": 0.4})
    begun = world.steady()
    assert (await sent(line, world, emma, "x")).status_code == 200
    assert world.steady() - begun >= 0.4
    with pytest.raises(httpx.ReadTimeout):
        await line.post(
            f"/bot{world.token}/sendMessage", json={"chat_id": emma.id, "text": "y"}, timeout=0.1
        )
    assert [one["code"] for one in await arrivals(line)] == [200, 200]


@pytest.mark.parametrize(("way", "error", "code"), [
    ("reset", (httpx.ReadError, httpx.RemoteProtocolError), 0),
    ("lost", (httpx.ReadError, httpx.RemoteProtocolError), 200),
    ("cut", (httpx.RemoteProtocolError,), 200),
])  # fmt: skip
async def test_a_line_that_breaks(
    line: httpx.AsyncClient,
    world: World,
    emma: Person,
    way: str,
    error: tuple[type[Exception], ...],
    code: int,
) -> None:
    await line.post("/api/trouble", json={"answer": way})
    with pytest.raises(error):
        await sent(line, world, emma, "x")
    assert len(world.chats[emma.id].messages) == (1 if code else 0)
    assert [(one["code"], one["trouble"], one["times"]) for one in await arrivals(line)] == [
        (code, way, int(code > 0))
    ]
    await line.post("/api/trouble", json={"answer": 0})
    assert (await sent(line, world, emma, "x")).json()["ok"]


async def test_an_answer_that_is_no_json(
    line: httpx.AsyncClient, world: World, emma: Person
) -> None:
    await line.post("/api/trouble", json={"answer": "garbled"})
    answer = await sent(line, world, emma, "x")
    assert (answer.status_code, answer.text[:6]) == (200, "<html>")
    assert len(world.chats[emma.id].messages) == 1


async def test_trouble_takes_its_share_of_the_methods_it_names(
    people: httpx.AsyncClient, world: World, emma: Person
) -> None:
    asked = {
        "answer": 429,
        "retry_after": 3,
        "share": 0.3,
        "seed": 7,
        "methods": ["sendMessage"],
        "seconds": 60,
    }
    told = (await people.post("/api/trouble", json=asked)).json()
    assert (told["share"], told["methods"]) == (0.3, ["sendmessage"])
    world.limited = False
    codes = [(await sent(people, world, emma, str(number))).status_code for number in range(100)]
    assert set(codes) == {200, 429}
    assert 15 <= codes.count(429) <= 45
    action = await people.post(
        f"/bot{world.token}/sendChatAction", json={"chat_id": emma.id, "action": "typing"}
    )
    assert action.status_code == 200


@pytest.mark.parametrize(
    "asked", [{"answer": 418}, {"answer": "magic"}, {"answer": 429, "share": 2}]
)
async def test_no_such_trouble(people: httpx.AsyncClient, asked: dict[str, object]) -> None:
    assert (await people.post("/api/trouble", json=asked)).status_code == 400


async def test_arrivals_count_what_came_twice(
    people: httpx.AsyncClient, world: World, emma: Person
) -> None:
    for text in ("news", "news", "other"):
        await sent(people, world, emma, text)
    await people.post(f"/bot{world.token}/sendMessage", json={"chat_id": 5, "text": "news"})
    found = await arrivals(people)
    assert [(one["text"], one["times"], one["code"]) for one in found] == [
        ("news", 1, 200), ("news", 2, 200), ("other", 1, 200), ("news", 0, 400),
    ]  # fmt: skip
    assert [one["number"] for one in await arrivals(people, chat=emma.id, after=1)] == [2, 3]
    assert await arrivals(people, method="sendPhoto") == []


async def test_a_crowd_comes_blocks_deletes_and_moves(
    people: httpx.AsyncClient, world: World
) -> None:
    ids = (await people.post("/api/crowd", json={"count": 40, "start": True})).json()["people"]
    group = world.add_group("Friends", ids[:2])
    asked = {"blocked": 25, "deleted": 10, "migrated": 100, "seed": 1, "told": False}
    done = (await people.post("/api/crowd/change", json=asked)).json()
    assert (
        len(done["blocked"]),
        len(done["deleted"]),
        set(done["blocked"]) & set(done["deleted"]),
    ) == (10, 4, set())
    said = {}
    for chat in (done["blocked"][0], done["deleted"][0], group.id):
        answer = await people.post(
            f"/bot{world.token}/sendMessage", json={"chat_id": chat, "text": "x"}
        )
        said[chat] = answer.json()
    assert said[done["blocked"][0]]["description"] == "Forbidden: bot was blocked by the user"
    assert said[done["deleted"][0]]["description"] == "Forbidden: user is deactivated"
    assert said[group.id]["parameters"] == {"migrate_to_chat_id": group.migrated_to}
    told = [body["message"] for _, body in world.updates.waiting][-2:]
    assert [one.get("migrate_to_chat_id") for one in told] == [group.migrated_to, None]
    assert told[1]["migrate_from_chat_id"] == group.id
    new = await people.post(
        f"/bot{world.token}/sendMessage", json={"chat_id": group.migrated_to, "text": "x"}
    )
    assert new.json()["result"]["chat"]["type"] == "supergroup"


async def test_a_group_moves_once(people: httpx.AsyncClient, world: World, emma: Person) -> None:
    group = world.add_group("Friends", [emma.id])
    path, me = f"/api/chats/{group.id}", {"person": emma.id}
    assert (await people.post(f"{path}/migrate", json=me)).json()["type"] == "supergroup"
    assert (await people.post(f"{path}/migrate", json=me)).status_code == 400
    assert (await people.post(f"{path}/send", json=me | {"text": "x"})).status_code == 400
