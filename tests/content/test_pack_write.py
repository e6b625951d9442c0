"""Written, read and written again, a pack is the same in every byte; hostile zips change
nothing.
"""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.campaign import Campaign
from content.errors import UserError
from content.pack import reader, writer, zip_file
from content.pack.diff import diff

ROOT = Path(__file__).parents[2] / "content/packs"


def whole(name: str) -> Campaign:
    campaign, problems = reader.read(reader.load(ROOT / name))
    assert campaign, problems
    return campaign


LIAONING = whole("liaoning-seven")
CASE = LIAONING.cases[0].model_copy(update={"letters": False, "statistics": ()})
ALONE = LIAONING.model_copy(
    update={"cases": (CASE,), "events": (), "letters": (), "missions": (), "statistics": ()}
)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda text: text.strip() == text)
PROSE = st.lists(
    st.one_of(
        WORDS, st.sampled_from(["# background", "#", "---", "- a: b", "", "null", "2019-04-30"])
    )
)


@pytest.mark.parametrize("name", ["liaoning-seven", "_starter"])
def test_export_import_export_gives_the_same_bytes(name):
    first = whole(name)
    files = writer.write(first)
    second, problems = reader.read(files)
    assert problems == []
    assert second == first
    assert zip_file.pack_up(writer.write(second)) == zip_file.pack_up(files)
    assert zip_file.unpack(zip_file.pack_up(files)) == files


@settings(max_examples=60)
@given(WORDS, PROSE, st.sampled_from(["background", "what_happened"]))
def test_any_words_come_back_as_they_were(title, prose, section):
    words = "\n".join(["x", *prose, "x"])
    text = CASE.texts["en"].model_copy(update={"title": title, section: words})
    changed = ALONE.model_copy(
        update={"cases": (CASE.model_copy(update={"texts": {**CASE.texts, "en": text}}),)}
    )
    again, problems = reader.read(writer.write(changed))
    assert [problem for problem in problems if problem.file.endswith("case.yaml")] == []
    if again:
        assert again.cases[0].texts["en"] == text
        assert [change.fields for change in diff(ALONE, again)] == [("title", section)]
    else:  # the pack's own rules refuse some words, and say where
        assert problems


def archive(
    *entries: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, body in entries:
            file.writestr(name, body)
    return out.getvalue()


def linked(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "packs.no_zip"),
        (b"PK\x03\x04 but nothing more", "packs.no_zip"),
        (archive(("../evil.yaml", b"x")), "packs.leads_out"),
        (archive(("a/../../evil.yaml", b"x")), "packs.leads_out"),
        (archive(("/etc/passwd", b"x")), "packs.leads_out"),
        (archive(("C:/evil.yaml", b"x")), "packs.leads_out"),
        (archive((linked("campaign.yaml"), b"/etc/passwd")), "packs.link"),
        (archive(("campaign.yaml", b"\0" * 50_000_000)), "packs.too_large"),
        (archive(*[(f"{at}.yaml", b"x") for at in range(401)]), "packs.too_many_files"),
        (archive(("a", b"x" * 1_100_000), method=zipfile.ZIP_STORED), "packs.too_large"),
        (
            archive(
                *[(f"{at}", bytes([at]) * 999_999) for at in range(5)], method=zipfile.ZIP_STORED
            ),
            "packs.too_large",
        ),
    ],
)
def test_hostile_zips_are_refused(body, key):
    with pytest.raises(UserError) as refused:
        zip_file.unpack(body)
    assert refused.value.key == key


def test_a_size_that_lies_is_not_believed():
    body = archive(("campaign.yaml", bytes(range(256)) * 6000), method=zipfile.ZIP_STORED)
    size = (256 * 6000).to_bytes(4, "little")
    with pytest.raises(UserError):
        zip_file.unpack(body.replace(size, (10).to_bytes(4, "little")))


def test_a_zipped_folder_is_taken_for_the_pack():
    files = {f"my-pack/{name}": body for name, body in writer.write(LIAONING).items()}
    zipped = zip_file.pack_up(files | {"__MACOSX/my-pack/._campaign.yaml": b"\0"})
    assert reader.read(zip_file.unpack(zipped))[0] == LIAONING


def test_a_zip_of_powershell_or_macos_is_taken_for_the_pack():
    """PowerShell writes backslashes and entries for folders, macOS files of its own."""
    files = writer.write(LIAONING)
    windows = archive(
        *((f"pack\\{name}".replace("/", "\\"), body) for name, body in files.items()),
        ("pack\\cases\\", b""),
    )
    mac = archive(
        *((f"pack/{name}", body) for name, body in files.items()),
        ("pack/.DS_Store", b"x"),
        ("__MACOSX/pack/._campaign.yaml", b"x"),
    )
    for body in (windows, mac):
        assert zip_file.unpack(body) == files


def test_a_yaml_bomb_in_a_zip_is_refused_with_its_line():
    bomb = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    campaign, problems = reader.read(zip_file.unpack(archive(("campaign.yaml", bomb))))
    assert campaign is None
    assert "anchor or alias" in str(problems[0])


@settings(max_examples=60)
@given(
    st.one_of(WORDS, st.text("a :#-'\"0가。é\u00a0\u0085\u2028\ufeff😀\n", min_size=1, max_size=20))
)
def test_what_is_written_quickly_has_the_same_bytes(words):
    text = LIAONING.texts["en"].model_copy(update={"title": words})
    changed = ALONE.model_copy(update={"texts": {**ALONE.texts, "en": text}})
    quick = writer.write(changed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writer, "_Quick", writer._Plain)
        assert writer.write(changed) == quick
