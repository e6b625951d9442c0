"""Which fields a part has and what form each takes, read off its model: limits and choices are
written there only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo

from content.campaign import Campaign
from content.events import NOTES
from content.letters.sentences import PointText
from content.parts import MODELS, UPDATE, WORDLESS, names_itself
from content.text.markup import Rich


class Form(StrEnum):
    """How a value is typed."""

    LINE = "line"
    PROSE = "prose"
    MARKDOWN = "markdown"
    RICH = "rich"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"
    PARTIAL = "partial"
    MOMENT = "moment"
    ZONE = "zone"
    RULE = "rule"
    COUNTRY = "country"
    LANGUAGE = "language"
    POSITION = "position"
    WITHHELD = "withheld"
    LINES = "lines"  # one value a line
    ROWS = "rows"  # one entry a line, its parts between bars
    ENTRIES = "entries"  # a name, a colon, a value
    PASSAGE = "passage"  # sentences with an empty line between, each wording on a line


@dataclass(frozen=True)
class Field:
    """One field: `name` is its dotted path, `choices` its values, `keys` the names of its entries
    (empty: any).
    """

    name: str
    form: Form
    optional: bool = False
    limit: int | None = None  # characters
    most: int | None = None  # entries
    choices: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    inner: tuple[Field, ...] = ()  # of a list: its one form; of rows: the columns
    annotation: Any = field(default=str, compare=False, repr=False)

    @property
    def last(self) -> str:
        """The field's own name, without where it stands."""
        return self.name.rsplit(".", 1)[-1]

    def check(self, value: Any) -> Any:
        """The value as JSON as the model keeps it; pydantic.ValidationError for what the model
        refuses.
        """
        adapter = TypeAdapter(self.annotation)
        return adapter.dump_python(adapter.validate_python(value), mode="json", by_alias=False)


@dataclass(frozen=True)
class Surroundings:
    """What a part's fields depend on besides its model: the campaign and the part as it stands."""

    campaign: Campaign
    body: Mapping[str, Any]

    def words(self, language: str) -> Mapping[str, Any]:
        """The part's words in a language."""
        found = self.body.get("texts", {}).get(language)
        return found if isinstance(found, Mapping) else {}


LEFT_OUT = {"slug", "texts", "stood_down", "revision", "example", "latitude", "reviewed", "points"}
FORMS = {
    "zone": Form.ZONE,
    "rule": Form.RULE,
    "country": Form.COUNTRY,
    "no_letters_in": Form.COUNTRY,
    "languages": Form.LANGUAGE,
    "language": Form.LANGUAGE,
    "languages_by_mission": Form.LANGUAGE,
    "status_since": Form.PARTIAL,
    "withheld": Form.WITHHELD,
}
MARKDOWN = {
    "what_happened",
    "who_is_at_risk",
    "background",
    "description",
    *NOTES,
    "note",
}


def fields(kind: str, language: str, around: Surroundings) -> list[Field]:
    """The fields of a part in a language ('' for those that are the same in all), in
    their order.
    """
    model: type[BaseModel] = MODELS[kind]
    if language:
        model = _words_of(kind)
    found: list[Field] = []
    for name, info in model.model_fields.items():
        if name == "points":
            found += _points(info, language, around)
        elif name == "longitude" and not language:
            found.append(_position(info))
        elif (
            not info.exclude
            and name not in LEFT_OUT
            and name != _hidden(kind)
            and not (kind == "campaign" and name in _PARTS)
        ):
            found.append(_field(name, info, around))
    return found


_PARTS = {"cases", "events", "letters", "missions", "statistics", "updates", "hidden"}


def _hidden(kind: str) -> str:
    return names_itself(kind) if kind != UPDATE else ""


def _words_of(kind: str) -> type[BaseModel]:
    if kind in WORDLESS:
        return BaseModel
    inner = get_args(MODELS[kind].model_fields["texts"].annotation)[-1]
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else BaseModel


def _points(info: FieldInfo, language: str, around: Surroundings) -> Iterator[Field]:
    """A letter's points: their list, or in a language each one's label and sentences."""
    if not language:
        yield _field("points", info, around)
        return
    for point in around.body.get("points", ()):
        for name, inner in PointText.model_fields.items():
            yield _field(f"points.{point['id']}.{name}", inner, around)


def _position(info: FieldInfo) -> Field:
    return Field(
        "position", Form.POSITION, optional=not info.is_required(), annotation=tuple[float, float]
    )


def _field(name: str, info: FieldInfo, around: Surroundings) -> Field:
    annotation: Any = info.annotation
    metadata: tuple[Any, ...] = tuple(info.metadata)
    whole = Annotated[(annotation, *metadata)] if metadata else annotation
    made = _made(name, annotation, metadata, around)
    return Field(
        name,
        made.form,
        not info.is_required(),
        made.limit,
        made.most,
        made.choices,
        made.keys,
        made.inner,
        whole,
    )


def _made(name: str, annotation: Any, metadata: tuple[Any, ...], around: Surroundings) -> Field:
    """The form of a type; `name` says what the type does not."""
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        return _made(name, annotation, (*metadata, *more), around)
    inner = [one for one in get_args(annotation) if one not in (NoneType, Ellipsis)]
    if NoneType in get_args(annotation):
        return _made(name, inner[0], metadata, around)
    most = next((one.max_length for one in metadata if type(one).__name__ == "MaxLen"), None)
    if get_origin(annotation) is tuple:
        return _list(name, inner[0], most, around)
    if get_origin(annotation) is dict:
        return _mapping(name, inner, around)
    return _single(name, annotation, metadata, around)


def _list(name: str, inner: Any, most: int | None, around: Surroundings) -> Field:
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        columns = tuple(
            _field(column, info, around)
            for column, info in inner.model_fields.items()
            if column != "longitude"
        )
        return Field(
            name, Form.ROWS, most=most, inner=tuple(_column(one, inner) for one in columns)
        )
    one = _made(name, inner, (), around)
    if one.form is Form.WITHHELD:
        return Field(name, Form.WITHHELD, most=most)
    return Field(name, Form.LINES, limit=one.limit, most=most, choices=one.choices, inner=(one,))


def _column(one: Field, model: type[BaseModel]) -> Field:
    if one.name != "latitude":
        return one
    return _position(model.model_fields["latitude"])


def _mapping(name: str, inner: list[Any], around: Surroundings) -> Field:
    key, value = inner
    one = _made(name, value, (), around)
    if one.form is Form.LINES:  # sentences by name, each in several wordings
        return Field(name, Form.PASSAGE, limit=one.limit, inner=one.inner)
    return Field(name, Form.ENTRIES, limit=one.limit, keys=_keys(name, key, around), inner=(one,))


def _keys(name: str, key: Any, around: Surroundings) -> tuple[str, ...]:
    """The names that entries may have."""
    if isinstance(key, type) and issubclass(key, StrEnum):
        return tuple(key)
    if name == "timeline":
        return tuple(one["id"] for one in around.body.get("timeline", ()))
    if name.endswith("_by_mission"):
        return tuple(one.slug for one in around.campaign.missions)
    return around.campaign.languages


def _single(name: str, annotation: Any, metadata: tuple[Any, ...], around: Surroundings) -> Field:
    form, limit, choices = Form.LINE, None, _choices(name, around)
    if annotation is Rich:
        form, limit = Form.RICH, 2500
    elif annotation is bool:
        form, choices = Form.YES_NO, ("yes", "no")
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        form, choices = Form.CHOICE, tuple(annotation)
    elif annotation in (int, float):
        form = Form.NUMBER
    elif annotation in (date, datetime):
        form = Form.DAY if annotation is date else Form.MOMENT
    elif choices:
        form = Form.CHOICE
    else:
        limit, plain = _text(metadata)
        long = Form.MARKDOWN if name in MARKDOWN else Form.PROSE
        form = FORMS.get(name, Form.LINE if plain else long)
    return Field(name, form, limit=limit, choices=choices)


def _text(metadata: tuple[Any, ...]) -> tuple[int | None, bool]:
    """The most characters of a text and whether it stands on one line."""
    limit, one_line = None, True
    for rule in metadata:
        if isinstance(rule, StringConstraints):
            limit = rule.max_length or limit
            one_line = bool(rule.pattern)
        elif type(rule).__name__ == "MaxLen":
            limit = min(limit or rule.max_length, rule.max_length)
    return limit, one_line


def _choices(name: str, around: Surroundings) -> tuple[str, ...]:
    """Values that other parts of the campaign offer."""
    if name == "case":
        return tuple(case.slug for case in around.campaign.cases)
    if name == "statistics":
        return tuple(one.slug for one in around.campaign.statistics)
    if name == "language":
        return around.campaign.languages
    return ()


def skeleton(
    kind: str, slug: str, case: str, around: Campaign, today: date, zone: str
) -> dict[str, Any]:
    """What a new part begins with: only what invents no fact."""
    begun: dict[str, dict[str, Any]] = {
        "campaign": {
            "languages": list(around.languages),
            "reviewed": dict.fromkeys(around.languages, False),
        },
        "case": {
            "status": "detained",
            "protected": True,
            "minors": False,
            "consents": [],
            "sources": [],
            "timeline": [],
        },
        "event": {"case": case, "kind": "protest", "zone": zone, "city": {}},
        "letter": {"language": around.languages[0], "points": []},
        "mission": {"kind": "embassy"},
        UPDATE: {"case": case, "published_on": today.isoformat()},
    }
    return {names_itself(kind): slug, **begun.get(kind, {}), "texts": {}}


def companions(kind: str, name: str, value: Any, body: Mapping[str, Any]) -> dict[str, Any]:
    """Other fields that change with this one: which languages a native reader approved follows the
    languages.
    """
    if kind == "campaign" and name == "languages":
        known = body.get("reviewed", {})
        return {"reviewed": {language: known.get(language, False) for language in value or ()}}
    return {}
