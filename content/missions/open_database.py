"""The open database of embassies (Wikidata, CC0) read into addressees. Columns go by name; nothing
is guessed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from content.foreign import Foreign
from content.language.languages import DEFAULT, cldr
from content.missions.mission import Mission, MissionKind
from content.missions.places import folded, kilometres

REQUIRED = ("operatorQID", "country", "countryQID", "city", "type", "QID")
OPTIONAL = ("address", "latitude", "longitude", "phone", "email")
KINDS = {
    "embassy": MissionKind.EMBASSY,
    "high commission": MissionKind.EMBASSY,
    "consulate general": MissionKind.CONSULATE_GENERAL,
    "consulate": MissionKind.CONSULATE,
    "permanent mission": MissionKind.UN_MISSION,
}
# Names that the database writes in another way than CLDR does.
COUNTRIES = {
    "peoplesrepublicofchina": "CN",
    "unitedstatesofamerica": "US",
    "republicofireland": "IE",
    "czechrepublic": "CZ",
    "turkey": "TR",
    "ivorycoast": "CI",
    "capeverde": "CV",
    "thegambia": "GM",
    "myanmar": "MM",
    "easttimor": "TL",
    "republicofthecongo": "CG",
    "democraticrepublicofthecongo": "CD",
    "palestine": "PS",
    "stateofpalestine": "PS",
    "federatedstatesofmicronesia": "FM",
    "thebahamas": "BS",
    "kingdomofthenetherlands": "NL",
    "swaziland": "SZ",
    "kingdomofdenmark": "DK",
}
# Providers where anyone may open a box: no proof that an office reads it.
FREE_MAIL = re.compile(
    r"@(?:gmail|googlemail|yahoo|hotmail|outlook|live|aol|qq|163|126|sina|gmx|mail)\.",
    re.IGNORECASE,
)
LONGEST_EMAIL = 254  # characters (RFC 5321)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# So many missions of all states within so many kilometres: a place full of them.
NEIGHBOURS, NEAR = 5, 100.0


class NotADatabase(Exception):
    """The file is not the open database of embassies; the message says why."""


@dataclass(frozen=True)
class Row:
    """One mission of any state, as the database has it."""

    qid: str
    operator: str
    type: str
    country: str
    country_qid: str
    city: str
    address: str = ""
    phone: str = ""
    email: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class Database:
    """What a file holds: its rows, optional columns that it lacks, or why it is not the database of
    embassies.
    """

    rows: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class DatabaseFile(Foreign[Database]):
    """The open database of embassies as it was downloaded. It has some ten thousand rows."""

    seconds = 60
    memory = 400 * 1024 * 1024
    body: bytes

    def read(self) -> Database:
        """Its rows, or why there are none."""
        try:
            lines = self.body.decode("utf-8").splitlines()
            missing = columns(lines)
        except (UnicodeDecodeError, NotADatabase) as reason:
            return Database(refused=str(reason))
        return Database(tuple(rows(lines)), tuple(missing))


def columns(lines: Sequence[str]) -> list[str]:
    """Columns that are missing and can be done without; NotADatabase when one is missing that
    cannot.
    """
    header = lines[0].lstrip("\ufeff").strip().split(";") if lines else []
    if missing := [name for name in REQUIRED if name not in header]:
        raise NotADatabase(
            f"It has no column {', '.join(missing)} in its first line, with ; between columns."
        )
    return [name for name in OPTIONAL if name not in header]


def rows(lines: Iterable[str]) -> Iterator[Row]:
    """The rows, one for each line; broken lines, too short or too long, are left out."""
    reader = csv.DictReader(lines, delimiter=";", quoting=csv.QUOTE_NONE)
    reader.fieldnames = [name.lstrip("\ufeff") for name in reader.fieldnames or ()]
    for cells in reader:
        if cells["QID"] and None not in cells:
            yield _row(cells)


def _row(cells: dict[str, str]) -> Row:
    given = {name: (cells.get(name) or "").strip() for name in (*REQUIRED, *OPTIONAL)}
    return Row(
        _qid(given["QID"]),
        _qid(given["operatorQID"]),
        given["type"],
        given["country"],
        _qid(given["countryQID"]),
        given["city"].split("|")[0],
        given["address"],
        given["phone"].split("|")[0],
        given["email"].split("|")[0].removeprefix("mailto:"),
        _place(given["latitude"], given["longitude"]),
    )


def _qid(address: str) -> str:
    return address.rsplit("/", maxsplit=1)[-1]


def _place(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        place = float(latitude), float(longitude)
    except ValueError:
        return None
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def operator(found: Iterable[Row], missions: Iterable[Mission]) -> str | None:
    """The state whose missions the pack holds: the one that most of the pack's QIDs belong to; None
    without any.
    """
    known = {mission.qid for mission in missions if mission.qid}
    states = Counter(row.operator for row in found if row.qid in known)
    return states.most_common(1)[0][0] if states else None


def country_codes(found: Iterable[Row], missions: Iterable[Mission]) -> dict[str, str]:
    """ISO 3166 codes by the country's QID: as the pack has them, else by the country's English name
    (CLDR).
    """
    found = list(found)
    names = {
        folded(name): code
        for code, name in cldr(DEFAULT).territories.items()
        if re.fullmatch("[A-Z]{2}", code)
    }
    codes = {}
    for row in found:
        plain = folded(row.country.replace(" and ", " & "))
        if (
            code := COUNTRIES.get(folded(row.country))
            or names.get(plain)
            or names.get(folded(row.country))
        ):
            codes[row.country_qid] = code
    by_qid = {
        mission.qid: mission.country for mission in missions if mission.qid and mission.country
    }
    return codes | {row.country_qid: code for row in found if (code := by_qid.get(row.qid))}


def misplaced(row: Row, others: Iterable[Row]) -> str | None:
    """The country in which a row's coordinates seem to lie, if that is not its own; else None.

    Capitals are full of missions: where the five nearest ones of all states are within 100 km and
    none of them is in the row's country, the coordinates are another place's. Where missions are
    few, nothing can be said.
    """
    if row.place is None:
        return None
    near = []
    for other in others:
        # A degree is 111 km.
        if other.place and abs(other.place[0] - row.place[0]) < 1 and other.qid != row.qid:
            far = kilometres(row.place, other.place)
            if far <= NEAR:
                near.append((far, other.country_qid, other.country))
    nearest = sorted(near)[:NEIGHBOURS]
    if len(nearest) < NEIGHBOURS or any(qid == row.country_qid for _, qid, _ in nearest):
        return None
    return Counter(name for *_, name in nearest).most_common(1)[0][0]
