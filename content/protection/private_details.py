"""Details that no text about protected people may hold and that a machine can know: how to reach or
find somebody.

Telephone numbers, e-mail addresses, accounts of messengers, positions on a map, links to maps and
pictures (SAFETY rules 2 and 3). Widths and scripts of digits make no difference, nor signs put
between them; dates, years, times, articles and counts of people are none of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from content.errors import UserError
from content.protection import handles

PHONE, EMAIL, POSITION, MAP, PICTURE, HANDLE = (
    "phone",
    "email",
    "position",
    "map",
    "picture",
    "handle",
)
SHOWN_CHARACTERS = 60  # characters of a stretch that are told


class PrivateDetail(UserError):
    """A text about protected people says how to reach or find somebody."""

    def __init__(self, found: Detail) -> None:
        super().__init__(f"error.private_{found.kind}", words=found.words)


@dataclass(frozen=True)
class Detail:
    """What was found and the words of it."""

    kind: str
    words: str


_DASH = r"[-‐‑‒–—−]"
_SEPARATOR = rf"(?:{_DASH}|[ \t.()/·])"
_NUMBER = re.compile(rf"(?<![A-Za-z0-9_.,+])[+(]?\d+(?:{_SEPARATOR}{{1,3}}\d+)*(?![,:]\d)")
# Signs that are put there to be overlooked.
_ODD = rf"(?:\s?[~_:,;*|、・•=#'+\[\]]\s?|{_SEPARATOR}{{1,3}})"
_DISGUISED = re.compile(
    rf"(?<![A-Za-z0-9.,:;+])(?:\+\d{{1,3}}{_ODD})?"
    rf"(?:0\d{{1,3}}{_ODD}(?P<a>\d{{3,4}}){_ODD}(?P<b>\d{{4}})|1[3-9]\d(?P<by>{_ODD})(?P<c>\d{{4}})(?P=by)(?P<d>\d{{4}}))"
    rf"(?!\d|[,:;~]\s?\d)|(?<!\d)\+\d{{1,3}}(?:{_ODD}\d{{1,4}}){{2,4}}(?!\d)"
)
_LABEL = re.compile(
    r"(?:\b(?:tel|phone|telephone|mobile|cell|fax|call|whatsapp|signal|viber|line)\b|전화|연락처|휴대폰|핸드폰|팩스|电话|手机|传真|联系|微信|[☎📞📱])"
    r"\W{0,4}(?:no\.?|number|번호|号码|号)?\W{0,4}$",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s)\]>]+")
_CALLED = re.compile(
    r"\b(?:tel|sms|callto|whatsapp):\+?\d[\d-]+|\bwa\.me/\d+", re.IGNORECASE
)  # links that begin a call or a chat
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_HOURS = re.compile(rf"\d{{1,2}}\.\d\d\s*{_DASH}\s*\d{{1,2}}\.\d\d")
_MOBILE_IN_CHINA = re.compile(r"1[3-9]\d{9}")

_AT = r"\s*(?:@|[(\[{<]\s*(?:at|@|골뱅이|앳|艾特)\s*[)\]}>]|골뱅이)\s*"
_DOT = r"\s*(?:\.|[(\[{<]\s*(?:dot|점|点|\.)\s*[)\]}>]|\s(?:dot|점|点)\s)\s*"
_NAME = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+"
_EMAIL = re.compile(
    rf"{_NAME}{_AT}[A-Za-z0-9-]+(?:{_DOT}[A-Za-z0-9-]+)+|{_NAME}\s+at\s+[A-Za-z0-9-]+(?:\s+dot\s+[A-Za-z0-9-]+)+|mailto:\S+",
    re.IGNORECASE,
)

_DEGREES = r"[°˚º]|度|도(?=\s*\d)"
_BETWEEN = r"\s*[NS]?\s*(?:[,;/|]\s*|\s)"
_NORTH, _EAST = r"[1-5]\d", r"1[0-4]\d"  # where East Asia lies
_NO_AMOUNT = (
    r"(?!\d|[.,]\d|\s*(?:%|per\s?cent|million|billion|퍼센트|원|元|万|만|억|km|USD|CNY|KRW))"
)
_POSITION = re.compile(
    rf"(?<![\d.,$€£¥₩])[-+]?{_NORTH}\.\d{{2,}}\s*°?{_BETWEEN}[-+]?{_EAST}\.\d{{2,}}\s*°?{_NO_AMOUNT}"
    rf"|(?<![\d.,$€£¥₩])[-+]?{_EAST}\.\d{{2,}}\s*°?{_BETWEEN}[-+]?{_NORTH}\.\d{{2,}}\s*°?{_NO_AMOUNT}"
    rf"|(?<![\d.,$€£¥₩])[-+]?{_NORTH},(?:\d\d|\d{{4,}})\s*°?(?:\s*[;/|]\s*|\s+)[-+]?{_EAST},(?:\d\d|\d{{4,}})\s*°?{_NO_AMOUNT}"
    r"|\d{1,2}[.,·]\d{2,}\s*°\s*[NS]?[\s,;/|]*[-+]?1?\d{1,2}[.,·]\d{2,}\s*°"
    r"|\d{1,2}·\d{3,}\s+1?\d{1,2}·\d{3,}"
    r"|(?:좌표|위치|경위도|坐标|坐標|位置|经纬度|\bco-?ordinates?|\bGPS)\W{0,4}(?:is|are|는|은|在|是)?\s*[-+]?\d{1,3}[.,]\d+\s*°?\s*[,;/|]?\s*[-+]?\d{1,3}[.,]\d+"
    r"|(?<![\d.])[-+]?\d{1,2}\.\d{3,}\s*°?\s*[NS]?\s*[,;/]\s*[-+]?1?\d{1,2}\.\d{2,}\s*°?\s*[EW]?(?!\d|\.\d)"
    r"|(?<![\d.])[-+]?\d{1,2}\.\d{4,}\s+[-+]?1?\d{2}\.\d{4,}(?!\d|\.\d)"
    rf"|\d{{1,3}}\s*(?:{_DEGREES})\s*\d{{1,2}}(?:\.\d+)?\s*(?:['’′´]|分|분)"
    r"|\b[NS]\s*\d{1,2}(?:\.\d+)?\s*°?[\s,;]+[EW]\s*\d{1,3}(?:\.\d+)?|\d{1,2}\.\d+\s*°?\s*[NS]\b[\s,;]+\d{1,3}\.\d+\s*°?\s*[EW]\b"
    r"|\d{1,2}(?:\.\d+)?\s*°\s*[NS]\b[\s,;]+\d{1,3}(?:\.\d+)?\s*°\s*[EW]\b"
    r"|(?:북위|남위|北纬|南纬|北緯)\s*\d|(?:latitude|lat\.?|위도|纬度)\s*[:=]?\s*[-+]?\d{1,2}\.\d+"
    r"|\bgeo:[-+\d]|///[a-z]+\.[a-z]+\.[a-z]+|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    re.IGNORECASE,
)
_MAP = re.compile(
    r"(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]+/maps|maps\.google\.|/maps/@|[?&/]@-?\d+\.\d+,|maps\.apple\.|openstreetmap\."
    r"|osm\.org|kko\.to|map\.kakao|map\.naver|naver\.me|amap\.com|map\.baidu|map\.qq\.com|yandex\.[a-z]+/maps|waze\.com"
    r"|what3words\.|w3w\.co|bing\.com/maps|plus\.codes)[^\s)\]>]*",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"!\[[^\]]*\]|<img\b[^>]*>|data:image/[^\s)]+"
    r"|(?:https?://|www\.)[^\s)\]>]+\.(?:jpe?g|png|gif|webp|heic|heif|bmp|svg|avif|tiff?|mp4|mov|webm)(?=[?#\s)\]>.,;]|$)"
    r"|(?:imgur\.com|ibb\.co|postimg\.cc|flickr\.com/photos|photos\.app\.goo\.gl|photos\.google\.com|pbs\.twimg\.com"
    r"|i\.redd\.it|instagram\.com/(?:p|reel)|\btelegra\.ph/file)[^\s)\]>]*",
    re.IGNORECASE,
)


def find(text: str) -> list[Detail]:
    """Every such detail of the text, in the order of the kinds."""
    plain = unicodedata.normalize("NFKC", text).translate(_SEEN)
    found = [Detail(PICTURE, words) for words in _matches(_PICTURE, plain)]
    found += [Detail(MAP, words) for words in _matches(_MAP, plain)]
    found += [Detail(EMAIL, words) for words in _matches(_EMAIL, plain)]
    found += [Detail(HANDLE, words) for words in _matches(handles.REFUSED, plain)]
    found += [Detail(POSITION, words) for words in _matches(_POSITION, plain)]
    return found + [Detail(PHONE, words) for words in _phones(plain)]


def guard(text: str) -> None:
    """PrivateDetail for the first such detail of the text."""
    if found := find(text):
        raise PrivateDetail(found[0])


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match.group().strip()[:SHOWN_CHARACTERS] for match in pattern.finditer(text))


class _Seen(dict[int, str]):
    """A digit of any script as an ASCII one; nothing for what nobody sees, such as a soft hyphen
    (category Cf).

    By the sign's code, as `str.translate` asks for it.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        value = unicodedata.decimal(sign, None)
        seen = sign if value is None else str(value)
        self[code] = found = "" if unicodedata.category(sign) == "Cf" else seen
        return found


_SEEN = _Seen()


def _phones(text: str) -> Iterator[str]:
    without_links = _LINK.sub(lambda link: " " * len(link.group()), text)
    for match in _NUMBER.finditer(without_links):
        before = without_links[max(match.start() - 24, 0) : match.start()]
        labelled = bool(_LABEL.search(before))
        yield from (
            one[:SHOWN_CHARACTERS]
            for one in _alone(match.group())
            if _is_phone(one, labelled=labelled)
        )
    yield from (
        match.group()[:SHOWN_CHARACTERS]
        for match in _DISGUISED.finditer(without_links)
        if not _listed(match)
    )
    yield from _matches(_CALLED, text)


def _listed(found: re.Match[str]) -> bool:
    """Whether what looks like a disguised number is a list of counts, or has years in it."""
    years = [_YEAR.fullmatch(found[one] or "") for one in "abcd"]
    return (found["by"] or "") in (", ", "; ") or all(years[:2]) or all(years[2:])


def _alone(digits: str) -> list[str]:
    """The numbers that stand side by side where there are too many digits for one."""
    if sum(map(str.isdigit, digits)) <= 15:
        return [digits]
    pieces = digits.split()
    triples = [" ".join(pieces[at : at + 3]) for at, one in enumerate(pieces) if one[0] in "0+("]
    return [*pieces, *triples]


def _is_phone(number: str, *, labelled: bool) -> bool:
    """Whether digits with separators are a telephone number rather than a date, a count or a pair
    of times.
    """
    groups = re.findall(r"\d+", number)
    digits = "".join(groups)
    if not 7 <= len(digits) <= 15:
        return False
    if number[0] == "+":
        return True
    if _THOUSANDS.fullmatch(number) or _HOURS.fullmatch(number) or _is_date(groups):
        return False
    if labelled or _MOBILE_IN_CHINA.fullmatch(digits):
        return True
    if len(groups) > 2 and _YEAR.fullmatch(groups[0]):
        return False
    if digits[0] == "0" and len(digits) >= 8:
        return True
    if (
        len(groups) == 2
        and groups[0][:2] in ("15", "16", "18")
        and [len(one) for one in groups] == [4, 4]
    ):
        return not _YEAR.fullmatch(groups[1])  # numbers of Korean firms and hotlines
    return (
        len(groups) >= 3
        and len(digits) >= 9
        and all(2 <= len(one) <= 4 for one in groups[-2:])
        and len(groups[-1]) >= 3
    )


def _is_date(groups: list[str]) -> bool:
    """Whether the groups are years, months and days, or a span of years."""
    return any(map(_YEAR.fullmatch, groups)) and all(
        len(one) <= 2 or _YEAR.fullmatch(one) for one in groups
    )
