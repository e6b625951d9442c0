"""Addresses of offices as people paste them: cleaned of what nobody sees, or refused."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from content.model import AS_STORED, MailAddress

ADDRESS = TypeAdapter(MailAddress)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("consulate@example.org", "consulate@example.org"),
        ("consulate@example.org\u200b", "consulate@example.org"),
        ("\u202aconsulate@example.org\u202c", "consulate@example.org"),
        ("\ufeff consulate@exam\u00adple.org ", "consulate@example.org"),
        ("mailto:consulate@example.org", "consulate@example.org"),
        ("MAILTO:consulate@example.org?subject=Appeal", "consulate@example.org"),
        ("<consulate@example.org>", "consulate@example.org"),
        ("ｃｏｎｓｕｌａｔｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", "consulate@example.org"),
        ("consulate\u00a0@example.org".replace("\u00a0", ""), "consulate@example.org"),
        ("mission@例子.cn", "mission@xn--fsqu00a.cn"),
        ("first.last+letters@sub.example.org", "first.last+letters@sub.example.org"),
    ],
)
def test_an_address_is_cleaned(pasted: str, kept: str) -> None:
    assert ADDRESS.validate_python(pasted) == kept
    assert ADDRESS.validate_python(kept) == kept


@pytest.mark.parametrize(
    "wrong",
    [
        '=HYPERLINK("mailto:a@example.org")',
        "=a@example.org",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "a b@example.org",
        "a@example",
        "a@@example.org",
        "@example.org",
        "consulate at example.org",
        "8.22757E+11",
        "a@example..org",
        "a\r\nBcc: b@example.org",
        "",
    ],
)
def test_what_is_none_is_refused_and_left_out_where_it_was_stored(wrong: str) -> None:
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(wrong)
    assert ADDRESS.validate_python(wrong, context=AS_STORED) is None
