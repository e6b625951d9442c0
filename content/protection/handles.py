"""Ways to write to one person on a messenger: links to an account, and ids with the messenger's
name beside them.

What leads to one account is refused in texts about protected people; a name that may be one is
looked at by the team. Links to a single post of a channel, and bots, are none of these.
"""

from __future__ import annotations

import re

_TELEGRAM = (
    r"(?<![\w.])(?:t\.me|telegram\.(?:me|dog))/"
    r"(?:\+[\w-]+|joinchat/[\w-]+|(?!s/|share/|c/|joinchat\b|\w*bot\b)[a-z]\w{3,}(?![\w/]))"
    r"|\btg://(?:resolve|user|join|openmessage)\S+"
)
_LINKS = (
    r"(?<![\w.])(?:line\.me/(?:r/)?ti/|lin\.ee/|open\.kakao\.com/|u\.wechat\.com/|wa\.me/qr/|signal\.(?:me|group)/#|m\.me/)\S+"
    r"|\bweixin://\S+|\bwxid_\w+"
)
_MESSENGER = (
    r"(?:\b(?:telegram|whats\s?app|wechat|weixin|kakao\s?talk|viber|skype|discord|zalo|qq|line|signal)\b"
    r"|텔레그램|위챗|카카오톡|카톡|라인|시그널|스카이프|电报|電報|微信|(?<![a-z])qq)"
)
_ID = r"[a-z0-9][\w.#-]{3,}"
_SAID = r"\s*(?:user\s?name|id|account|아이디|계정|号码|号|號|账号|帳號)"
_AT = rf"{_MESSENGER}\W{{0,3}}@\s?[a-z0-9]\w{{3,}}"
_NUMBERED = rf"{_MESSENGER}\s*[:=]\s*(?=[a-z]*[\d_])[a-z0-9_][\w.#-]{{4,}}"
_NAMED = rf"{_MESSENGER}{_SAID}(?:\s*[:=]\s*|\s+(?:is\s+)?|[는은]\s+){_ID}"
REFUSED = re.compile(
    "|".join((_TELEGRAM, _LINKS, _AT, _NUMBERED, _NAMED)), re.IGNORECASE | re.ASCII
)
CAREFUL = re.compile(
    rf"(?<![\w./])@[a-z]\w{{4,}}|{_MESSENGER}\s*[:=]\s*{_ID}", re.IGNORECASE | re.ASCII
)
