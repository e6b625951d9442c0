"""The published campaign as files: a pack for another bot or a backup, a catalogue for
translators, a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from content.campaign import Campaign
from content.errors import Gone
from content.pack import po, writer, zip_file
from storage.library import published
from storage.library.beforehand import Beforehand


@dataclass(frozen=True)
class PackFile(Beforehand[bytes]):
    """The zip of a pack with all that is published."""

    def work_out(self, session: Session) -> bytes:
        return zip_file.pack_up(writer.write(_campaign(session)))


@dataclass(frozen=True)
class TranslationFile(Beforehand[bytes]):
    """The catalogue of a language, beside the campaign's first one."""

    language: str

    def work_out(self, session: Session) -> bytes:
        campaign = _campaign(session)
        return po.to_po(campaign, campaign.languages[0], self.language)


@dataclass(frozen=True)
class CalendarFile(Beforehand[bytes]):
    """Everything that is to come, in the words of a reader of this language."""

    language: str
    now: datetime

    def work_out(self, session: Session) -> bytes:
        # Its calendar library is 3 MB that a start does without.
        from content.documents import ics  # noqa: PLC0415

        words = published.words_of(session, self.language)
        return ics.whole(_campaign(session), words, self.now)


def _campaign(session: Session) -> Campaign:
    """What is published; Gone where nothing is."""
    if (campaign := published.snapshot(session)) is None:
        raise Gone
    return campaign
