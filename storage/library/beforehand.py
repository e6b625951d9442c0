"""What takes long to work out from content, such as what stands in the way of publishing: a reader
does it first.

The transaction that acts on it takes it only if content is still what it was then; the writer is
free meanwhile.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from sqlmodel import Session

from storage.library import published, revisions
from storage.queue.kept_back import version

T = TypeVar("T")


class Beforehand(ABC, Generic[T]):
    """Something to be worked out: a frozen dataclass of all that it depends on besides content.
    Equal ones are one.
    """

    @abstractmethod
    def work_out(self, session: Session) -> T:
        """The answer, or the UserError that stands for it. It writes nothing."""


def stamp(session: Session) -> str:
    """A word that is another one after every change of content, public or not, and of the names
    that are kept back.
    """
    return f"{revisions.newest(session)} {published.version(session)} {version(session)}"
