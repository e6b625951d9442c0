"""What a newer version of the open database would change in a pack's addressees, and what looks
wrong in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from content.missions.mission import Mission, MissionKind
from content.missions.open_database import (
    EMAIL,
    FREE_MAIL,
    KINDS,
    LONGEST_EMAIL,
    Row,
    country_codes,
    misplaced,
)
from content.missions.places import kilometres

FIELDS = ("kind", "address", "latitude", "longitude", "phone", "email")
SHORT = {MissionKind.CONSULATE_GENERAL: "consulate", MissionKind.UN_MISSION: "un-mission"}
SLUG_LIMIT = 32
SAME_PLACE = 0.1  # kilometres


@dataclass(frozen=True)
class Change:
    """One field of one addressee that the database has another value for."""

    slug: str
    field: str
    before: str
    after: str


@dataclass
class Diff:
    """The addressees as they would be, and how they come about. Nothing that stands in the pack is
    taken out.
    """

    missions: list[Mission] = field(default_factory=list)
    new: list[Mission] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)  # the pack was checked later than the database
    vanished: list[Mission] = field(default_factory=list)
    left_out: list[tuple[Row, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether the pack would stay as it is."""
        return not self.new and not self.changes


def compare(
    found: Sequence[Row],
    operator: str,
    missions: Sequence[Mission],
    day: date,
    without: Iterable[str] = (),
) -> Diff:
    """The difference that this version of the database, of this day, makes to the pack's
    addressees.

    `without` are countries (ISO 3166) in which no office is taken up.
    """
    diff = Diff()
    codes = country_codes(found, missions)
    theirs: dict[str, Row] = {}
    for row in found:
        if row.operator != operator:
            continue
        if row.qid in theirs:
            diff.warnings.append(f"{row.qid} stands in the file twice; the first row is used.")
        theirs.setdefault(row.qid, _plausible(row, found, diff))
    known = {mission.qid for mission in missions if mission.qid}
    for mission in missions:
        diff.missions.append(
            _updated(mission, theirs[mission.qid], day, diff) if mission.qid in theirs else mission
        )
        if mission.qid and mission.qid not in theirs:
            diff.vanished.append(mission)
    slugs = {mission.slug for mission in missions}
    for row in theirs.values():
        if row.qid not in known:
            _add(row, codes.get(row.country_qid), set(without), slugs, day, diff)
    _countries_gone(diff)
    return diff


def _plausible(row: Row, found: Sequence[Row], diff: Diff) -> Row:
    """The row without what cannot be right; each is warned of."""
    name = f"{row.qid} ({row.type}, {row.city or 'no city'}, {row.country})"
    if elsewhere := misplaced(row, found):
        diff.warnings.append(f"{name}: the coordinates lie in {elsewhere}. They are not taken.")
        row = replace(row, place=None)
    if row.email and (len(row.email) > LONGEST_EMAIL or not EMAIL.fullmatch(row.email)):
        diff.warnings.append(f"{name}: {row.email} is no e-mail address. It is not taken.")
        row = replace(row, email="")
    elif FREE_MAIL.search(row.email):
        diff.warnings.append(f"{name}: {row.email} is a box at a free provider. It is not taken.")
        row = replace(row, email="")
    return row


def _updated(mission: Mission, row: Row, day: date, diff: Diff) -> Mission:
    """The addressee with what the database has; blanks take nothing away, and its country and city
    stay.
    """
    offered: dict[str, Any] = {"kind": KINDS.get(row.type)}
    offered |= {"address": row.address, "phone": row.phone, "email": row.email}
    if row.place and _moved(mission, row.place):
        offered |= {"latitude": row.place[0], "longitude": row.place[1]}
    values = {
        name: value for name, value in offered.items() if value and value != getattr(mission, name)
    }
    changes = [
        Change(mission.slug, name, _told(getattr(mission, name)), _told(values[name]))
        for name in values
    ]
    if mission.email and not row.email:
        diff.warnings.append(
            f"{mission.slug}: the file has no e-mail any more; the pack's is kept"
            f" ({mission.email})."
        )
    if mission.verified_on > day:
        diff.kept += changes
        return mission
    if not changes:
        return mission
    source = {"verified_on": day, "source": _source(row)}
    try:
        changed = Mission.model_validate(mission.model_dump() | values | source)
    except ValidationError as unfit:
        diff.warnings.append(f"{mission.slug}: the pack's is kept, as {_unfit(unfit)}.")
        return mission
    diff.changes += changes
    for change in changes:
        if change.field == "email" and change.before:
            diff.warnings.append(
                f"{mission.slug}: the e-mail changes from {change.before} to {change.after}."
            )
    return changed


def _moved(mission: Mission, place: tuple[float, float]) -> bool:
    """Whether the coordinates are another place's, and not only more or fewer digits of the same
    one.
    """
    if mission.latitude is None or mission.longitude is None:
        return True
    return kilometres((mission.latitude, mission.longitude), place) > SAME_PLACE


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _source(row: Row) -> str:
    return f"https://www.wikidata.org/entity/{row.qid}"


def _why_not(row: Row, kind: MissionKind | None, code: str | None, without: set[str]) -> str:
    """Why an office of the database is left out, '' where it is taken."""
    if kind is None:
        return f"its type is {row.type or 'not given'}"
    if not row.city:
        return "it has no city"
    if code is None:
        return f"{row.country} has no ISO 3166 code here"
    return f"no office in {row.country} is taken up" if code in without else ""


def _add(
    row: Row, code: str | None, without: set[str], slugs: set[str], day: date, diff: Diff
) -> None:
    kind = KINDS.get(row.type)
    reason = _why_not(row, kind, code, without)
    if reason or kind is None or code is None:
        diff.left_out.append((row, reason))
        return
    slug = _slug(kind, code, row.city, slugs)
    try:
        mission = _mission(row, kind, code, slug, day)
    except ValidationError as unfit:
        diff.left_out.append((row, _unfit(unfit)))
        return
    slugs.add(slug)
    diff.new.append(mission)
    diff.missions.append(mission)


def _mission(row: Row, kind: MissionKind, code: str, slug: str, day: date) -> Mission:
    return Mission(
        slug=slug,
        kind=kind,
        country=code,
        city=row.city,
        address=row.address or None,
        phone=row.phone or None,
        email=row.email or None,
        latitude=row.place[0] if row.place else None,
        qid=row.qid,
        longitude=row.place[1] if row.place else None,
        verified_on=day,
        source=_source(row),
    )


def _unfit(unfit: ValidationError) -> str:
    """Why a value of the database is none of an office's."""
    first = unfit.errors()[0]
    return f"its {'.'.join(map(str, first['loc'])) or 'place'} does not fit: {first['msg']}"


def _slug(kind: MissionKind, code: str, city: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", city).encode("ascii", "ignore").decode().lower()
    stem = re.sub(
        r"[^a-z0-9]+", "-", f"{SHORT.get(kind, kind.value)}-{code.lower()}-{plain}"
    ).strip("-")
    names = (
        stem[: SLUG_LIMIT - len(end)].rstrip("-") + end
        for end in ("", *(f"-{n}" for n in range(2, 100)))
    )
    return next(name for name in names if name not in taken)


def _countries_gone(diff: Diff) -> None:
    gone = {mission.country for mission in diff.vanished}
    still = {
        mission.country
        for mission in diff.missions
        if mission.slug not in {one.slug for one in diff.vanished}
    }
    for code in sorted(filter(None, gone - still)):
        diff.warnings.append(
            f"{code}: every office of the country is missing in the file. The pack's are kept."
        )
