"""Only this machine's own page and programs are answered; time goes forward."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.rehearsal.server import build
from bot.rehearsal.world.world import World


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1:81"}, 403),
        ({"Origin": "http://127.0.0.1"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_host_and_origin(
    people: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await people.get("/api/state", headers=headers)
    assert answer.status_code == status
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_time_moves_forward_only(world: World, people: httpx.AsyncClient) -> None:
    moved = (await people.post("/api/clock", json={"move": 86400})).json()
    assert datetime.fromisoformat(moved["now"]) - datetime.now(UTC) > timedelta(hours=23)
    assert (await people.post("/api/clock", json={"move": -5})).status_code == 400
    assert (await people.post("/api/clock", json={"to": "next"})).json() == {
        "error": "Nothing is due."
    }


class Pretended:
    running, owner_code = True, "CODE"

    def __init__(self) -> None:
        self.due = datetime.now(UTC) + timedelta(hours=2)
        self.moved: list[float] = []
        self.did: list[str] = []

    async def start(self) -> None:
        self.did.append("start")

    async def stop(self) -> None:
        self.did.append("stop")

    async def kill(self) -> None:
        self.did.append("kill")

    async def move(self, offset_seconds: float) -> None:
        self.moved.append(offset_seconds)

    async def next_due(self) -> datetime | None:
        return self.due


async def test_the_bot_is_told_the_time_and_can_be_killed(world: World) -> None:
    control = Pretended()
    transport = httpx.ASGITransport(build(world, control))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        moved = (await client.post("/api/clock", json={"to": "next"})).json()
        state = (await client.get("/api/state")).json()
        await client.post("/api/bot", json={"do": "kill"})
    assert abs(datetime.fromisoformat(moved["now"]) - control.due) < timedelta(seconds=1)
    assert (len(control.moved), control.did, state["bot"]["owner_code"]) == (1, ["kill"], "CODE")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"chat_id":' + b"[" * 20_000,
            "Bad Request: can't parse request JSON object: too big object depth",
        ),
        (
            b'{"a":' + b"[" * 200 + b"]" * 200 + b"}",
            "Bad Request: can't parse request JSON object: too big object depth",
        ),
        (
            rb'{"text":"\ud83d"}',
            "Bad Request: can't parse request JSON object: strings must be encoded in UTF-8",
        ),
    ],
)
async def test_json_that_telegram_would_not_read_is_refused_in_words(
    world: World, people: httpx.AsyncClient, body: bytes, said: str
) -> None:
    head = {"Content-Type": "application/json"}
    answer = await people.post(f"/bot{world.token}/sendMessage", content=body, headers=head)
    assert (answer.status_code, answer.json()["description"]) == (400, said)
    answer = await people.post("/api/people", content=body, headers=head)
    assert (answer.status_code, answer.json()) == (400, {"error": "This is not JSON."})
