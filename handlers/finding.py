"""Typed words that name a screen, in any of the three languages."""

from __future__ import annotations

import unicodedata

SHORT = 24  # characters without spaces: longer texts are not taken for the name of a screen

WORDS = {
    "letter": "letter, letters, write, embassy, 편지, 편지쓰기, 대사관, 信, 信件, 写信, 寫信, 大使馆, 大使館",
    "cases": "case, cases, briefing, what happened, 사건, 핵심정리, 무슨일, 个案, 個案, 案件, 事件, 情况简报",
    "events": "event, events, protest, protests, vigil, 집회, 시위, 행사, 抗议, 抗議, 集会, 活动",
    "updates": "update, updates, alerts, digest, news, 소식, 알림, 소식받기, 关注, 通知, 消息, 汇总, 消息汇总",
    "language": "language, languages, 언어, 한국어, korean, english, 영어, 语言, 語言, 中文, 简体中文, chinese, 중국어",
    "privacy": "privacy, my data, delete my data, 개인정보, 개인정보보호, 내정보, 隐私, 隱私, 数据, 删除数据",
    "help": "help, menu, hello, hi, 도움말, 도움, 안녕, 안녕하세요, 메뉴, 帮助, 幫助, 菜单, 你好, 您好",
}


def folded(text: str) -> str:
    """Letters and digits only, in one width and case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


_NAMED = {folded(word): screen for screen, words in WORDS.items() for word in words.split(",")}


def screen_for(text: str) -> str | None:
    """The screen a short text names, whole words first, then as a part; None if it names none."""
    typed = folded(text)
    if typed in _NAMED:
        return _NAMED[typed]
    if not typed or len(typed) > SHORT:
        return None
    tokens = {folded(token) for token in text.split()}
    for word, screen in _NAMED.items():
        if word in tokens or (len(word) > 1 and not word.isascii() and word in typed):
            return screen
    return None
