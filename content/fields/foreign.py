"""What a person typed for a field, and moments in words: read in the worker process, as they may be
made to be slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from content.campaign import Campaign
from content.fields import moments
from content.fields.form import Form, Surroundings, fields
from content.fields.reading import Said, read
from content.foreign import Foreign

AS_TYPED = (Form.LINE, Form.PROSE, Form.RICH)  # taken as they are: nothing in them is looked for


@dataclass(frozen=True)
class FieldAnswer(Foreign[Any]):
    """What was sent for a field of a part; `body` is the part as it stands, `language` '' for what
    all share.
    """

    kind: str
    language: str
    name: str
    campaign: Campaign
    body: Mapping[str, Any]
    said: Said

    def read(self) -> Any:
        """The field's value as JSON; Unfit's key with a sentence for what is none."""
        known = fields(self.kind, self.language, Surroundings(self.campaign, self.body))
        return read(next(one for one in known if one.name == self.name), self.said)


@dataclass(frozen=True)
class Moment:
    """A wall time without its zone and the zone (IANA) that it was said in; `text` is what was read
    of it.
    """

    local: datetime | None
    zone: str
    text: str


@dataclass(frozen=True)
class MomentAnswer(Foreign[Moment]):
    """A moment in words, seen from `now` (aware) by somebody in `zone`."""

    text: str
    now: datetime
    zone: str

    def read(self) -> Moment:
        """The moment; its `local` is None if there is none in it."""
        named, rest = moments.zone_in(self.text)
        zone = named or self.zone
        return Moment(
            moments.moment(rest, self.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)),
            zone,
            rest,
        )
