"""What the bot is measured against: stock python-telegram-bot and aiogram, in an environment of
their own.

Run by tests/benchmarks/delivery.py with `build/bench-venv/bin/python others.py NAME URL COUNT`;
prints one JSON line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import sys
from time import perf_counter, process_time

TOKEN = "4242424242:AAbench-bench-bench-bench-bench-benc"
TEXT = "The news that everybody gets. " * 8
FIRST, CONCURRENCY = 5_000_000_000, 30


async def _gathered(send: object, count: int) -> dict[str, float]:
    room = asyncio.Semaphore(CONCURRENCY)

    async def one(chat: int) -> None:
        async with room:
            await send(chat, TEXT)  # type: ignore[operator]

    began, worked = perf_counter(), process_time()
    await asyncio.gather(*(one(FIRST + at) for at in range(count)))
    return {
        "per_second": count / (perf_counter() - began),
        "per_cpu_second": count / (process_time() - worked),
    }


async def ptb_bulk(url: str, count: int) -> dict[str, float]:
    from telegram import Bot

    async with Bot(TOKEN, base_url=f"{url}/bot") as bot:
        await bot.send_message(1, TEXT)
        return await _gathered(bot.send_message, count)


async def aiogram_bulk(url: str, count: int) -> dict[str, float]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await bot.send_message(1, TEXT)
    found = await _gathered(bot.send_message, count)
    await bot.session.close()
    return found


async def ptb_limiter(url: str, count: int) -> dict[str, float]:
    """A broadcast with a handler beside it, both through AIORateLimiter, as its documentation has
    it.
    """
    from telegram.ext import AIORateLimiter, Application, MessageHandler, filters

    limiter = AIORateLimiter(overall_max_rate=30, overall_time_period=1, max_retries=5)
    app = Application.builder().token(TOKEN).base_url(f"{url}/bot").rate_limiter(limiter).build()
    app.add_handler(MessageHandler(filters.ALL, _echo))
    async with app:
        await app.start()
        await app.updater.start_polling()  # type: ignore[union-attr]
        began = perf_counter()
        await asyncio.gather(
            *(app.bot.send_message(FIRST + at, TEXT) for at in range(count)), return_exceptions=True
        )
        took = perf_counter() - began
        await app.updater.stop()  # type: ignore[union-attr]
        await app.stop()
    return {"per_second": count / took}


async def _echo(update: object, _: object) -> None:
    await update.message.reply_text(update.message.text)  # type: ignore[attr-defined]


async def ptb_echo(url: str, seconds: int) -> dict[str, float]:
    from telegram.ext import Application, MessageHandler, filters

    app = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    app.add_handler(MessageHandler(filters.ALL, _echo))
    async with app:
        await app.start()
        await app.updater.start_polling()  # type: ignore[union-attr]
        sys.stdout.write("polling\n")
        sys.stdout.flush()
        await asyncio.sleep(seconds)
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        await app.updater.stop()  # type: ignore[union-attr]
        await app.stop()
    return {"rss": rss}


async def aiogram_echo(url: str, seconds: int) -> dict[str, float]:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    bot, dispatcher = (
        Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url))),
        Dispatcher(),
    )

    @dispatcher.message()
    async def echo(message: object) -> None:
        await message.answer(message.text)  # type: ignore[attr-defined]

    sys.stdout.write("polling\n")
    sys.stdout.flush()
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await asyncio.sleep(seconds)
    await dispatcher.stop_polling()
    await polling
    return {}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    name, url, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sys.stdout.write(json.dumps(asyncio.run(globals()[name](url, count))) + "\n")
