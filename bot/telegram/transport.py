"""The wire to Telegram: Bot API calls as python-telegram-bot's BaseRequest, without objects nobody
reads and without a token in any error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

import httpx
from telegram import Bot, InputFile, User
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.connections import Connection, Pool, tls_context
from bot.telegram.failures import Broken, ProxyFailed, Unsent
from bot.telegram.proxies import proxy_for

Params = Mapping[str, Any]
CONNECT, WRITE, READ = 10.0, 20.0, 15.0  # seconds
RETRY_AFTER_SECONDS = 7 * 86400  # seconds; Telegram asks for hours at most
NAME = re.compile(r"[A-Za-z0-9_]{3,64}")
FAULTS = ("internal server error", "bad gateway", "service unavailable", "too many requests")
REFUSALS = {*range(300, 500)} - {429}  # what a gateway answers in its own words is read elsewhere
AGENT = f"User-Agent: {BaseRequest.USER_AGENT}\r\n"
AS_JSON = f"{AGENT}Content-Type: application/json\r\n"


class NotSent(NetworkError):
    """No byte of the request went out: sending it again repeats nothing."""


class BehindProxy(NotSent):
    """The proxy made no connection; the message is a sentence with the next step."""


class Garbled(NetworkError):
    """The answer was cut short or is no JSON: the request may have done its work."""


def unclear(failure: NetworkError) -> bool:
    """Whether the request may have done its work: nothing came back that says it did not."""
    said = failure.message.lower()
    return not isinstance(failure, NotSent) and not any(words in said for words in FAULTS)


class Body:
    """A call's parameters, encoded once; what a BaseRequest reads of its RequestData."""

    __slots__ = ("encoded", "files")

    def __init__(self, encoded: bytes, files: Mapping[str, InputFile] | None = None) -> None:
        self.encoded, self.files = encoded, files or {}

    @classmethod
    def of(cls, params: Params) -> Body:
        """The body of these parameters; files among them are uploaded beside the others."""
        files = {name: value for name, value in params.items() if isinstance(value, InputFile)}
        rest = (
            {name: value for name, value in params.items() if name not in files}
            if files
            else params
        )
        return cls(json.dumps(rest, separators=(",", ":")).encode(), files)

    def to(self, chat_id: int) -> Body:
        """The same for one chat: nothing is encoded again. The parameters must not be empty."""
        return Body(b'{"chat_id":%d,' % chat_id + self.encoded[1:], self.files)

    @property
    def contains_files(self) -> bool:
        """Whether there is something to upload."""
        return bool(self.files)

    @property
    def json_parameters(self) -> dict[str, str]:
        """Name and text of every parameter that is no file, as forms hold them."""
        given = json.loads(self.encoded)
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in given.items()
        }

    @property
    def multipart_data(self) -> dict[str, Any]:
        """Name, content and type of every file by its parameter."""
        return {name: file.field_tuple for name, file in self.files.items()}


class Telegram(Bot):
    """A Bot whose calls give back what Telegram said, as JSON, and whose repr keeps the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Telegram(...)"

    async def call(self, method: str, params: Params | Body, *, wait: float | None = None) -> Any:
        """The result of a Bot API method as JSON; telegram.error's exceptions. `wait`: seconds
        until it is there.
        """
        body = params if isinstance(params, Body) else Body.of(params)
        request = self._request[0] if method == "getUpdates" else self._request[1]
        read = BaseRequest.DEFAULT_NONE if wait is None else wait
        try:
            return await request.post(
                f"{self.base_url}/{method}", cast("RequestData", body), read_timeout=read
            )
        except KeyError as missing:  # a success that says it is none
            raise Garbled("the answer cannot be read") from missing

    async def get_me(self, **_: Any) -> User:
        """Who the bot is: its username, whatever else is missing; Garbled if that is. `call`'s
        exceptions.
        """
        said = await self.call("getMe", {})
        name = said.get("username") if isinstance(said, dict) else None
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise Garbled("getMe names no bot")
        number = said.get("id")
        self._bot_user = User(
            number if type(number) is int else 0, name, is_bot=True, username=name
        )
        return self._bot_user

    async def fetch(self, file_id: str, limit: int) -> bytes | None:
        """A file that somebody sent (Bot API, getFile: up to 20 MB); None above `limit` bytes.
        call's exceptions.
        """
        found = await self.call("getFile", {"file_id": file_id})
        path, size = (
            (found.get("file_path"), found.get("file_size"))
            if isinstance(found, dict)
            else (None, None)
        )
        if not isinstance(path, str) or not path or path.startswith("/"):
            return None
        if isinstance(size, int | float) and size > limit:
            return None
        body = await self._request[1].retrieve(
            f"{self.base_file_url}/{quote(path, errors='replace')}"
        )
        return body if len(body) <= limit else None


def message_id(result: Any) -> int | None:
    """The id of a message that was sent; None where the answer does not tell it."""
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if type(number) is int and 0 < number < 2**63 else None


def at(address: str, token: str, general: BaseRequest, polling: BaseRequest) -> Telegram:
    """The bot at a Bot API server, over these requests."""
    base = address.rstrip("/")
    return Telegram(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=general,
        get_updates_request=polling,
    )


class PoolRequest(BaseRequest):
    """Bot API requests over a bounded pool of kept connections, every wait bounded."""

    __slots__ = ("_address", "_connection", "_connections", "_pool")

    def __init__(
        self, address: str, connections: int, connection: Callable[[], Connection] = Connection
    ) -> None:
        self._address, self._connections, self._connection = address, connections, connection
        self._pool: Pool | None = None

    def __repr__(self) -> str:
        return f"PoolRequest({self._connections} connections)"

    @property
    def read_timeout(self) -> float | None:
        """Seconds until an answer is there."""
        return READ

    async def initialize(self) -> None:
        """Opens the pool; once is enough. SettingsProblem for a proxy or certificates that cannot
        be used.
        """
        if self._pool is None:
            tls = tls_context() if self._address.startswith("https:") else None
            proxy = proxy_for(self._address)
            self._pool = Pool(self._address, self._connections, tls, proxy, self._connection)

    async def shutdown(self) -> None:
        """Closes the pool and every connection in it."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. NotSent, TimedOut or NetworkError, which name neither
        address nor token.

        The time for writing counts where a file goes up or comes down.
        """
        if self._pool is None:
            raise RuntimeError("the pool is not open")
        fields, body = _encoded(request_data)
        file = request_data is None or request_data.contains_files
        connect = max(_or(connect_timeout, CONNECT), _or(pool_timeout, 0.0))
        answer = _or(read_timeout, READ) + (_or(write_timeout, WRITE) if file else 0.0)
        try:
            status, said = await self._pool.request(
                method, url, fields, body, connect=connect, answer=answer
            )
        except ProxyFailed as failure:
            told: NetworkError = BehindProxy(str(failure))
        except Unsent as failure:
            told = NotSent(str(failure))
        except TimeoutError:
            told = TimedOut("no answer came in time")
        except Broken as failure:
            told = NetworkError(str(failure))
        else:
            if method == "POST" and status in REFUSALS:
                # A web page that refuses is not Telegram's word about anybody.
                self.parse_json_payload(said)
            return status, said
        raise told

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Telegram's answer (Bot API, "Making requests"); Garbled, without its words, when it is
        none.
        """
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict) and said.get("ok") is True and "result" in said:
            return said
        if isinstance(said, dict) and said.get("ok") is False:
            return _refusal(said)
        raise Garbled("the answer cannot be read")


def _refusal(said: dict[str, Any]) -> dict[str, Any]:
    """What is read of a refusal, where it has the type that it should have."""
    words, more = said.get("description"), said.get("parameters")
    told: dict[str, Any] = {"ok": False, "description": words if isinstance(words, str) else ""}
    known: dict[str, int] = {
        name: int(more[name])
        for name in ("migrate_to_chat_id", "retry_after")
        if isinstance(more, dict)
        and type(more.get(name)) in (int, float)
        and abs(more[name]) < 2**63
    }
    if (wait := known.get("retry_after")) is not None:
        known["retry_after"] = min(max(wait, 1), RETRY_AFTER_SECONDS)
    return told | {"parameters": known}


def _encoded(request_data: RequestData | None) -> tuple[str, bytes]:
    """The header fields that tell what is posted, and the body."""
    body: object = request_data
    if isinstance(body, Body) and not body.files:
        return AS_JSON, body.encoded
    if request_data is None:
        return AGENT, b""
    if not request_data.contains_files:
        return AS_JSON, json.dumps(request_data.parameters).encode()
    form = httpx.Request(
        "POST", "http://form", data=request_data.json_parameters, files=request_data.multipart_data
    )
    return f"{AGENT}Content-Type: {form.headers['Content-Type']}\r\n", form.read()


def _or(given: object, usual: float) -> float:
    return given if isinstance(given, int | float) else usual
