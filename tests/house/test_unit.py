"""The unit for systemd shuts the bot in, keeps its log out of the journal, and ends it before the
system does.
"""

import re

import pytest

from tests.house.third_party import ROOT

UNIT = (ROOT / "deploy/appealbot.service").read_text("utf-8")


def value(name):
    """The last value of a setting."""
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)[-1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UMask", "0077"), ("LimitCORE", "0"), ("CapabilityBoundingSet", ""), ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("MemoryDenyWriteExecute", "yes"),
        ("RestrictNamespaces", "yes"), ("SystemCallArchitectures", "native"), ("Restart", "on-failure"),
        ("StandardOutput", "null"), ("StandardError", "journal"),
    ],
)  # fmt: skip
def test_the_unit_shuts_the_bot_in(name, words):
    assert value(name) == words


def test_only_calls_of_an_ordinary_service_are_allowed_and_what_the_workers_need():
    assert re.findall(r"^SystemCallFilter=(.*)$", UNIT, re.MULTILINE) == [
        "@system-service", "~@privileged @resources", "prlimit64 setrlimit setpriority",
    ]  # fmt: skip


def test_the_bot_ends_by_itself_before_the_system_slows_it_down():
    own = int(re.search(r"APPEALBOT_MEMORY_LIMIT_MB=(\d+)", UNIT)[1])
    high, most = (int(value(name).removesuffix("M")) for name in ("MemoryHigh", "MemoryMax"))
    assert own < high < most
