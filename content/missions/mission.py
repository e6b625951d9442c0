"""Addressees of letters: missions, and the offices above them when an embassy stays silent."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field, model_validator

from content.model import LANGUAGES, Language, Line, MailAddress, Model, Slug, WebAddress


class MissionKind(StrEnum):
    EMBASSY = "embassy"
    CONSULATE_GENERAL = "consulate_general"
    CONSULATE = "consulate"
    UN_MISSION = "un_mission"
    UN_HIGH_COMMISSIONER = "un_high_commissioner"
    FOREIGN_MINISTRY = "foreign_ministry"

    @property
    def is_mission(self) -> bool:
        """Whether it belongs to the state that holds the people; the others are offices to turn to
        next.
        """
        return self not in (MissionKind.UN_HIGH_COMMISSIONER, MissionKind.FOREIGN_MINISTRY)


class Mission(Model):
    """An addressee. Every address carries its source and the day it was verified."""

    slug: Slug
    kind: MissionKind
    country: str | None = Field(
        default=None, pattern=r"^[A-Z]{2}$", description="where it stands, ISO 3166; names by CLDR"
    )
    city: Line
    city_names: dict[Language, Line] = Field(default={}, max_length=LANGUAGES)
    address: Line | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    phone: Line | None = None
    email: MailAddress | None = None
    form: WebAddress | None = Field(default=None, description="the office's own page for messages")
    qid: str | None = Field(default=None, max_length=20, pattern=r"^Q\d+$")
    verified_on: date
    source: Line

    @property
    def reachable(self) -> bool:
        """Whether a letter can reach it by what is on record: e-mail, post or its own form."""
        return bool(self.email or self.address or self.form)

    def __hash__(self) -> int:
        return hash(self.slug)

    @model_validator(mode="after")
    def _whole_position(self) -> Mission:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give both latitude and longitude, or neither")
        return self
