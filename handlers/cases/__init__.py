"""Cases: what happened, what may be done about it.

briefing.py  the list, one minute, following
figures.py   figures in words and as a picture
full.py      the full version, section by section, and talking points
lookup.py    the case a button names, its status and what that means
timeline.py  newest first, with sources
"""

from handlers.cases.briefing import cases, follow, show, titles_of, unfollow
from handlers.cases.figures import show as chart
from handlers.cases.lookup import countdown, find

__all__ = ["cases", "chart", "countdown", "find", "follow", "show", "titles_of", "unfollow"]
