"""The program's door: `appealbot` and `python -m bot`."""

from __future__ import annotations

import gc
import os


def main() -> None:
    """Runs a command. What is loaded for good is never looked through for garbage: that was a fifth
    of a start.
    """
    os.umask(0o077)  # first of all: whatever the program makes is its owner's alone
    gc.disable()
    from bot.commands import cli  # noqa: PLC0415 - this is the loading

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
