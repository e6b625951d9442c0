"""A pack as a zip, for sending through a chat: the same bytes for the same files; hostile archives
are refused.
"""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
from collections.abc import Mapping

from content.errors import UserError
from content.pack.reader import FILE_LIMIT

# What a chat brings is read by a worker of little memory: larger packs come from disk.
ZIP_FILES = 400
ZIP_BYTES = 2_000_000  # unpacked, all files together
RATIO = 100  # how much smaller a file may be packed than it is
# The first time a zip can hold: a file's own time would change the bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack_up(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, by name, without times or owners."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def unpack(body: bytes) -> dict[str, bytes]:
    """The files of a zip in memory; UserError for what is no zip, too large, or leads out of its
    folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _files(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ) as broken:
        raise UserError("packs.no_zip") from broken


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [
        (name, info) for info in archive.infolist() if not (name := _name(info)).endswith("/")
    ]
    if len(entries) > ZIP_FILES:
        raise UserError("packs.too_many_files", limit=ZIP_FILES)
    if len({name for name, _ in entries}) < len(entries):
        raise UserError("packs.name_twice")
    files: dict[str, bytes] = {}
    for name, info in entries:
        _refuse(name, info)
        with archive.open(info) as file:  # what a header says of the size is not believed
            files[name] = file.read(FILE_LIMIT + 1)
        if len(files[name]) > FILE_LIMIT or sum(map(len, files.values())) > ZIP_BYTES:
            raise UserError("packs.too_large")
    return _without_folder(files)


def _name(info: zipfile.ZipInfo) -> str:
    """A file's path with the signs of a pack's: PowerShell writes a backslash for a slash, macOS
    accents apart from their letters.
    """
    return unicodedata.normalize("NFC", info.filename.replace("\\", "/"))


def _refuse(name: str, info: zipfile.ZipInfo) -> None:
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise UserError("packs.leads_out")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise UserError("packs.link")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UserError("packs.no_zip")  # the others may ask for as much memory as they like
    if info.flag_bits & 1:
        raise UserError("packs.locked")
    if info.file_size > RATIO * max(info.compress_size, 1):
        raise UserError("packs.too_large")


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """The pack's own paths, also when its folder was zipped; what an operating system adds is left
    out.
    """
    files = {name: body for name, body in files.items() if not name.startswith("__MACOSX/")}
    files = {
        name: body
        for name, body in files.items()
        if not name.rsplit("/", 1)[-1].startswith((".", "~"))
    }
    tops = {name.partition("/")[0] for name in files}
    if "campaign.yaml" in files or len(tops) != 1:
        return files
    top = tops.pop() + "/"
    return {name.removeprefix(top): body for name, body in files.items()}
