"""Every figure of delivery side by side in one run: `make bench`. The server has one core, what it
measures another.

BENCH=quick shows in a minute that all of it works; its figures mean nothing.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.benchmarks import paced

ROOT = Path(__file__).parents[2]
OTHERS = str(ROOT / "build/bench-venv/bin/python")
SCRIPT = str(Path(__file__).parent / "others.py")
QUICK = os.environ.get("BENCH") == "quick"
TIMES = 1 if QUICK else 5
PEOPLE, FEW, SECONDS, FAST_SECONDS = (1000, 200, 4, 2) if QUICK else (20_000, 1500, 20, 8)
UPDATES, MILLION = (200, 20_000) if QUICK else (3000, 1_000_000)
LETTERS = (60, 30, 10) if QUICK else (5000, 2000, 200)
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Figure:
    """A line of the table. `reached`: whether it is what was promised."""

    name: str
    bot: str
    beside: str
    goal: str
    reached: bool


@contextmanager
def server() -> Iterator[str]:
    """The light server on the last core; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(Path(__file__).parent / "server.py"), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    os.sched_setaffinity(process.pid, {CORES[-1]})
    assert process.stdout
    process.stdout.readline()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def run(*command: str) -> dict[str, Any]:
    """What one measurement found, on the first core."""
    done = subprocess.run(
        ["taskset", "-c", str(CORES[0]), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def ours(name: str, *arguments: object) -> dict[str, Any]:
    """A measurement of this bot."""
    sys.stderr.write(f"{name} {' '.join(map(str, arguments[-3:]))}\n")
    return run(sys.executable, "-m", "tests.benchmarks.run", name, *map(str, arguments))


def other(name: str, url: str, count: int) -> dict[str, Any]:
    """A measurement of somebody else's."""
    sys.stderr.write(f"{name} {count}\n")
    return run(OTHERS, SCRIPT, name, url, str(count))


def middle(found: list[dict[str, Any]], key: str) -> float:
    """The median of one value."""
    return median(float(one[key]) for one in found)


def p99(values: list[float]) -> float:
    """The 99th percentile of seconds, in milliseconds."""
    return quantiles(values, n=100)[98] * 1000 if len(values) > 1 else values[0] * 1000


def bulk(url: str) -> list[Figure]:
    """The whole bulk path beside the loops of others; taken in turns, so that what else runs hits
    all alike.
    """
    mine, stock, aio = [], [], []
    for _ in range(TIMES):
        paced.control(url, reset={})
        mine.append(ours("bulk", url, PEOPLE))
        stock.append(other("ptb_bulk", url, FEW))
        aio.append(other("aiogram_bulk", url, 4 * FEW))
    wall = [middle(found, "per_second") for found in (mine, stock, aio)]
    work = [middle(found, "per_cpu_second") for found in (mine, stock, aio)]
    beside = f"PTB {wall[1]:,.0f}/s, aiogram {wall[2]:,.0f}/s"
    by_work = f"PTB {work[1]:,.0f}, aiogram {work[2]:,.0f}"
    return [
        Figure("bulk path, messages/s", f"{wall[0]:,.0f}", beside, ">= 4,500", wall[0] >= 4500),
        Figure(
            "... times stock PTB",
            f"{wall[0] / wall[1]:.1f}x",
            "",
            ">= 12x",
            wall[0] >= 12 * wall[1],
        ),
        Figure("... times aiogram", f"{wall[0] / wall[2]:.2f}x", "", "> 1x", wall[0] > wall[2]),
        Figure(
            "... messages per second of work of the core",
            f"{work[0]:,.0f}",
            by_work,
            ">= 4,500",
            work[0] >= 4500,
        ),
    ]


def limits(url: str) -> list[Figure]:
    """A strict server at Telegram's limits."""
    figures = []
    for rate, seconds in ((30, SECONDS), (1000, FAST_SECONDS)):
        found = [ours("limit", url, rate, seconds) for _ in range(TIMES)]
        share, refused = middle(found, "share"), sum(one["refused"] for one in found)
        beside, reply = "", median(p99(one["replies"]) for one in found)
        if rate == 30:
            theirs = [_limited(url) for _ in range(TIMES)]
            beside = (
                f"AIORateLimiter {median(one[0] for one in theirs):.0%},"
                f" {sum(one[1] for one in theirs)} 429s"
            )
            waits = f"AIORateLimiter {median(one[2] for one in theirs):,.0f} ms"
        figures += [
            Figure(f"share of {rate}/s used", f"{share:.1%}", beside, ">= 98 %", share >= 0.98),
            Figure(f"... 429s in {TIMES} runs", str(refused), "", "0", refused == 0),
            Figure(
                "... a reply meanwhile, p99 ms",
                f"{reply:.0f}",
                waits if rate == 30 else "",
                "<= 140",
                reply <= 140,
            ),
        ]
    return figures


def _limited(url: str) -> tuple[float, int, float]:
    """AIORateLimiter's share, 429s and p99 of a reply in ms."""
    people = 30 * SECONDS
    paced.control(url, reset={"limit": 30, "latency": 0.04})
    process = subprocess.Popen(
        ["taskset", "-c", str(CORES[0]), OTHERS, SCRIPT, "ptb_limiter", url, str(people)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    number = 0
    while process.poll() is None:
        number += 1
        paced.control(url, feed=[paced.update(1000 + number, number)])
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    seen = paced.control(url)
    return (
        (seen["sent"] - 1) / seen["seconds"] / 30,
        seen["refused"],
        p99(seen["replies"] or [60.0]),
    )


def updates(url: str) -> list[Figure]:
    """The full update path beside echo bots that store nothing."""
    mine, stock, aio = [], [], []
    for _ in range(TIMES):
        mine.append(ours("updates", url, UPDATES, 500))
        stock.append(_echo(url, "ptb_echo"))
        aio.append(_echo(url, "aiogram_echo"))
    rates = [middle(found, "per_second") for found in (mine, stock, aio)]
    work = [middle(found, "per_cpu_second") for found in (mine, stock, aio)]
    waits = [median(p99(one["waits"]) for one in found) for found in (mine, stock, aio)]
    ratio = rates[0] / rates[1]
    return [
        Figure(
            "updates/s, full path",
            f"{rates[0]:,.0f}",
            f"echo: PTB {rates[1]:,.0f}, aiogram {rates[2]:,.0f}",
            "",
            True,
        ),
        Figure("... times stock PTB's echo", f"{ratio:.2f}x", "", ">= 1.5x", ratio >= 1.5),
        Figure(
            "... updates per second of work of the core",
            f"{work[0]:,.0f}",
            f"PTB {work[1]:,.0f}, aiogram {work[2]:,.0f}",
            "",
            True,
        ),
        Figure(
            "... p99 at 50/s, ms",
            f"{waits[0]:.0f}",
            f"PTB {waits[1]:.0f}, aiogram {waits[2]:.0f}",
            "<= 50",
            waits[0] <= 50,
        ),
    ]


def _echo(url: str, name: str) -> dict[str, Any]:
    return ours("updates", url, UPDATES, 500, OTHERS, SCRIPT, name, url, 600)


def stores() -> list[Figure]:
    """What the store takes."""
    queue = ours("enqueue", MILLION)
    idle = ours("tick", MILLION)
    each = ours("cost", 1000, MILLION)
    million = f"{MILLION:,}"
    return [
        Figure(
            f"enqueue {million} digests, seconds",
            f"{queue['seconds']:.1f}",
            f"bare INSERT {queue['bare']:.1f}",
            "<= 2x",
            queue["ratio"] <= 2,
        ),
        Figure(
            "... times the bare INSERT", f"{queue['ratio']:.2f}x", "", "<= 2x", queue["ratio"] <= 2
        ),
        Figure(
            "... and with everyone's next digest planned", f"{queue['planned']:.1f} s", "", "", True
        ),
        Figure(
            "... longest of its transactions, ms", f"{queue['longest'] * 1000:.0f}", "", "", True
        ),
        Figure(
            "... memory grows by, MB", f"{queue['memory']:.0f}", "", "< 50", queue["memory"] < 50
        ),
        Figure(
            f"cost of a message, 1,000 to {million}",
            f"{each['ratio']:.2f}x",
            f"{each['few']:.0f} and {each['many']:.0f} µs",
            "<= 1.3x",
            each["ratio"] <= 1.3,
        ),
        Figure(
            f"idle digest tick among {million}, ms",
            f"{idle['median']:.2f}",
            "",
            "<= 5",
            idle["median"] <= 5,
        ),
    ]


def starts(url: str) -> list[Figure]:
    """Memory and time of a start."""
    mine = [ours("start", url) for _ in range(TIMES)]
    bare = [paced.other_start(OTHERS, url) for _ in range(TIMES)]
    memory, seconds = (middle(mine, key) for key in ("memory", "seconds"))
    beside = [middle(bare, key) for key in ("memory", "seconds")]
    return [
        Figure(
            "memory after start, MB",
            f"{memory:.0f}",
            f"bare PTB {beside[0]:.0f}",
            "<= 130",
            memory <= 130,
        ),
        Figure(
            "start to getUpdates, s",
            f"{seconds:.2f}",
            f"bare PTB {beside[1]:.2f}",
            "<= 2.5",
            seconds <= 2.5,
        ),
    ]


def letters() -> list[Figure]:
    """What letters to the hand-over, pages and charts cost in memory, worker processes counted."""
    found = ours("memory", *LETTERS)
    name = "{:,} letters, {:,} PDFs, {} charts: memory grows by, MB".format(*LETTERS)
    tree, own = found["tree"], found["own"]
    return [
        Figure(name, f"{tree:.1f}", f"of {found['warm']:.0f}", "<= 20", tree <= 20),
        Figure("... of it in the bot's own process, MB", f"{own:.1f}", "", "<= 20", own <= 20),
    ]


def main() -> int:
    """Prints the table, writes build/bench.json; 0 whatever was reached: the table says it."""
    wanted = sys.argv[1:] or ["bulk", "limits", "updates", "stores", "starts", "letters"]
    with server() as url:
        parts = {
            "bulk": lambda: bulk(url),
            "limits": lambda: limits(url),
            "updates": lambda: updates(url),
            "stores": stores,
            "starts": lambda: starts(url),
            "letters": letters,
        }
        load = os.getloadavg()[0]
        figures = [figure for name in wanted for figure in parts[name]()]
    told = {
        "python": platform.python_version(),
        "cores": len(CORES),
        "load_before": load,
        "load_after": os.getloadavg()[0],
        "times": TIMES,
        "figures": [asdict(one) for one in figures],
    }
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build/bench.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    for one in figures:
        mark = "" if not one.goal else "reached" if one.reached else "NOT reached"
        sys.stdout.write(f"{one.name:<46}{one.bot:>10}  {one.goal:<9}{mark:<13}{one.beside}\n")
    sys.stdout.write(
        f"medians of {TIMES}; load {load:.1f} before, {os.getloadavg()[0]:.1f} after, {len(CORES)}"
        " cores\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
