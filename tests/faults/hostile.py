"""Files and words made to be slow or large, each small enough to be sent by chat or by a feed's
server.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from content.pack import reader, zip_file

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
CASE = "cases/liaoning-seven/case.yaml"
TEXT = "cases/liaoning-seven/en.md"
ITEM = b'<rss version="2.0"><channel><item><link>https://example.org/1</link><title>'
LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))

FEEDS: Mapping[str, bytes] = {
    "240 KB of open brackets": ITEM + b"<" * 240_000,
    "2 MB of open tags": b"<a>" * 690_000,
    "open tags in a title": ITEM + b"<b>" * 200_000 + b"</title></item></channel></rss>",
    "ampersands in a title": ITEM + b"&" * 240_000,
    "an attribute without end": ITEM + b"<a " + b'x="' * 80_000,
    "entity bomb": f'<!DOCTYPE x [<!ENTITY e0 "lollollol">{LEVELS}]><rss>&e8;</rss>'.encode(),
    "comments without end": ITEM + b"<!--" * 100_000,
    "a hundred thousand items": b'<rss version="2.0"><channel>'
    + b"<item><title>a</title></item>" * 70_000,
    "an encoding without end": b'<?xml encoding="' + b'encoding=""' * 20_000,
}


def packed(**files: bytes) -> bytes:
    """The bundled pack as a zip, with these files put in (names with __ for / and _ for .)."""
    return zip_file.pack_up({**reader.load(PACK), **files})


def _with(path: str, body: bytes) -> bytes:
    return packed(**{path: body})


def _case(**fields: str) -> bytes:
    found = reader.load(PACK)[CASE].decode()
    return _with(
        CASE, (found + "".join(f"{name}: {value}\n" for name, value in fields.items())).encode()
    )


def _central_directory() -> bytes:
    """A zip of nothing but names: 12,000 empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(9000):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def _withheld() -> bytes:
    """900 entries of different lengths, and a comment of 880 KB to look for them in."""
    listed = "".join(f"- sha256:any:{number}:{number:064x}\n" for number in range(2, 902))
    found = reader.load(PACK)[CASE].decode().partition("withheld:")[0]
    return _with(CASE, f"{found}withheld:\n{listed}# {'가나다라 ' * 58_000}\n".encode())


def _markdown(words: str) -> bytes:
    found = reader.load(PACK)[TEXT].decode()
    head, _, rest = found.partition("# background\n")
    return _with(TEXT, f"{head}# background\n{words}\n{rest}".encode())


def _po(messages: int) -> bytes:
    head = (
        'msgid ""\nmsgstr ""\n"Language: ko\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return (head + "".join(f'msgid "{n}"\nmsgstr "a"\n\n' for n in range(messages))).encode()


IMPORTS: Mapping[str, bytes] = {
    "withheld entries of 900 lengths": _withheld(),
    "a list of 450,000": _case(keywords="[" + "a," * 450_000 + "a]"),
    "90,000 keys": _with(CASE, b"".join(b"k%d: 1\n" % number for number in range(90_000))),
    "nested lists": _case(keywords="[" * 400_000),
    "nested blocks": _with(CASE, b"".join(b" " * depth + b"a:\n" for depth in range(1300))),
    "one long line": _case(keywords="a" * 900_000),
    "one long name": _with(CASE, b"a" * 900_000 + b": 1\n"),
    "a cell of 900 KB": _with("missions.csv", b'slug,kind\na,"' + b"x," * 450_000 + b'"\n'),
    "450,000 columns": _with("missions.csv", b"a," * 450_000 + b"\n"),
    "200,000 rows": _with("missions.csv", b"slug,kind\n" + b"a,b\n" * 200_000),
    "a section of white space": _markdown("# " + " " * 400_000),
    "nested quotes": _markdown("> " * 400_000),
    "nested brackets": _markdown("[" * 400_000),
    "brackets within a text's length": _markdown("[" * 5900),
    "stars within a text's length": _markdown("*a_ " * 1450),
    "a catalogue of 35,000": _po(35_000),
    "a catalogue of one long text": _po(1) + b'msgid "x"\nmsgstr ""\n' + b'"a"\n' * 200_000,
    "names only": _central_directory(),
    "no zip": b"PK" + b"\x00" * 900_000,
}

DATES: Mapping[str, str] = {
    "white space": "1" + " " * 4000 + "x",
    "numbers": "1 " * 2000,
    "months": "may " * 1000,
    "half days": "오전 " * 1300,
    "zones": "Asia/Seoul " * 350,
    "hours": "12:30 " * 650,
    "a long word": "a" * 4000,
    "commas": "," * 4000,
    "in": "in 1 hour " * 400,
}
