"""The program's door: `appealbot` and `python -m bot`."""

from __future__ import annotations

import gc


def main() -> None:
    """Runs a command. What is loaded for good is never looked through for garbage: that was a fifth of a start."""
    gc.disable()
    from bot import cli  # noqa: PLC0415 - this is the loading

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
