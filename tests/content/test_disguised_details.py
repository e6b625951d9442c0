"""Disguised numbers, positions and accounts are found; dates, amounts, lists, articles and sources are none of them."""

import pytest

from content import careful, private_details

PHONE = [
    "010~1234~5678", "010_1234_5678", "010:1234:5678", "010,1234,5678", "010，1234，5678", "010;1234;5678",
    "010；1234；5678", "010*1234*5678", '010\u200b1234\u200b5678', '010\xad1234\xad5678',
    '010\u20601234\u20605678', '010\u200d1234\u200d5678', "010 – 1234 – 5678", "010|1234|5678", "010、1234、5678",
    "010＊1234＊5678", "010～1234～5678", "010・1234・5678", "010•1234•5678", "0 1 0 1 2 3 4 5 6 7 8",
    '010\ufeff1234\ufeff5678', "010 , 1234 , 5678", "010=1234=5678", "010+1234+5678", "010'1234'5678",
    "02,738,1038", "02~738~1038", "+82,10,1234,5678", "+82~10~1234~5678", "+86:138:0013:8000", "138,0013,8000",
    "138_0013_8000", "138~0013~8000", "024:2385:3388", "024*2385*3388", "024;2385;3388",
    "1 3 8 0 0 1 3 8 0 0 0", '138\u200b0013\u200b8000',
    '1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0', "(010)1234-5678",
    "010…1234…5678", "010...1234...5678", "010 [1234] 5678", "010#1234#5678", "전화010-1234-5678",
    "연락처010~1234~5678입니다", "电话138_0013_8000",
]  # fmt: skip
POSITION = [
    "41.8057° 123.4315°", "41,8057 123,4315", "41.80 123.43", "좌표 41.805, 123.43", "좌표: 41.8 123.4",
    "坐标 41.80，123.43", "coordinates 41.8, 123.4", "GPS 41.80 123.43", "41.80°, 123.43°", "41.80, 123.43",
    "41,8057; 123,4315", "41,80 123,43", "41.8057/123.4315", "41.8057 | 123.4315", "41.80N, 123.43E",
    "41° 48′ 123° 25′", "41.8057;123.4315", "(41.80, 123.43)", "41.8057 ; 123.4315", "위치 41.80 123.43",
    "-41.80 123.43", "41.80571, -123.43", "41.805°123.431°", "41·8057 123·4315", "123.43 41.80",
    "123.4315, 41.8057",
]  # fmt: skip
HANDLE = [
    "https://t.me/kimchol", "http://t.me/kimchol_77", "t.me/kimchol", "telegram.me/kimchol",
    "telegram.dog/kimchol", "tg://resolve?domain=kimchol", "텔레그램 @kimchol_77", "텔레그램: kimchol_77",
    "Telegram @kimchol_77", "telegram: kimchol77", "line.me/ti/p/abc", "https://line.me/ti/p/~kimchol",
    "line.me/R/ti/p/@abc", "LINE ID: kimchol", "WeChat: kimchol88", "wechat ID kimchol88", "微信：kimchol88",
    "微信号 kimchol88", "KakaoTalk ID kimchol", "카카오톡 아이디 kimchol", "open.kakao.com/o/sAbc123",
    "weixin://dl/chat?kim", "u.wechat.com/abc", "wa.me/qr/ABC", "signal.me/#eu/abc", "QQ: 123456",
    "https://t.me/+AbCdEf", "t.me/joinchat/AbC", "https://T.me/KimChol", "m.me/kimchol", "Zalo: 09abc",
    "wxid_abc123",
]  # fmt: skip
NONE = [
    "2019-04-30", "2019. 4. 30.", "2019:04:30", "2019,04,30", "18:30:00", "18:30-20:00", "18.30, 20.00",
    "18:30, 19:45, 20:15", "2,914 people", "1,234,567 people", "12,345,678 won", "10,000,000", "₩1,000,000",
    "$ 1,200.50", "US$12.50 and $34.75", "1.234.567,89 €", "Article 33(1)", "Articles 3, 12, 33 and 34",
    "제33조, 제34조", "제3조 제1항 제2호", "2014-2019", "2014~2019", "2014–2019", "2014, 2015, 2016, 2017", "98.6%",
    "98.6 percent", "12.5% to 13.25%", "12.50, 13.25 percent", "pp. 123-145", "pages 12, 34, 56",
    "p. 1045–1102", "version 1.2.3", "v2.10.14", "3.11.4", "https://www.voanews.com/a/4897123456.html",
    "https://a.org/2019/04/30/1234567890", "https://a.org/x_010_1234_5678.html",
    "https://www.un.org/en/a/res/217/iii",
    "https://www.rfa.org/korean/in_focus/human_rights_defector/nk-04302019.html", "A/HRC/25/63", "S/2019/123",
    "E/CN.4/1999/68", "ISBN 978-89-0000-000-0", "217 A (III) of 10 December 1948", "No. 2019-123",
    "In 2018, 30 people; in 2019, 7.", "between 1200-1500 people", "1 200 000 people", "3,000~5,000 people",
    "3,000~5,000명", "2019~2020년 1,047명", "오전 10:30~11:45", "10:30, 11:45, 13:00",
    "24.5 degrees and 12.5 degrees", "a ratio of 3:1", "3.14 2.72", "30 April 2019, 12:30",
    "12.5 million, 30.25 million", "2001, 1142, 1285, 1738, 2018", "row 12; row 34; row 567",
    "Figures: 12,345; 23,456; 34,567", "1,047 (2019), 1,137 (2018), 1,127 (2017)", "1951; 1967; 1984",
    "100*200", "5*4", "16:9", "38:1", "email the embassy", "@ noon", "We met @ 5", "3월 1일 10:00", "4.27, 9.19",
    "6.25 전쟁", "5.18 민주화운동", "18.30 and 20.00", "10.30 19.00", "10.12.1948, 28.07.1951", "on line 3",
    "online: see below", "on the line today", "in line with", "the wechat app",
    "WeChat is blocked in many places", "Telegram is a messenger", "카카오톡은 쓰지 마세요", "微信不安全",
    "https://twitter.com/hrw/status/1234567890123456789", "Chapter 12, verse 3-4", "10,5 and 12,75", "1,5 2,5",
    "Room 1203, 12:00", "138, 1200, 1500 people", "150, 2001, 2018", "03, 2019, 2020", "t.me/hrw/123",
    "https://t.me/s/nknews", "https://t.me/AppealBot", "https://t.me/share/url?url=x",
    "Telegram: channels are watched", "$41.80, $123.43", "41.80, 123.43 percent", "41.80 and 123.43",
    "41,805 123,431 people",
]  # fmt: skip
MAYBE = [
    "@kimchol_77", "Discord: kimchol#1234", "Instagram @kimchol77", "KakaoTalk: kimchol", "Skype: kim.chol",
    "Viber: kimchol", "twitter @kimchol7", "카톡: kimchol", "＠kimchol_77",
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words"),
    [(kind, one) for kind, known in (("phone", PHONE), ("position", POSITION), ("handle", HANDLE)) for one in known],
)
def test_it_is_found(kind, words):
    for text in (words, f"Please note {words} for them.", f"자세한 것은 {words} 입니다."):
        assert kind in {one.kind for one in private_details.find(text)}, text


@pytest.mark.parametrize("words", NONE)
def test_it_is_none_of_them(words):
    for text in (words, f"It was {words} then.", f"그때 {words} 이었습니다."):
        assert private_details.find(text) == [], text


@pytest.mark.parametrize("words", MAYBE)
def test_what_may_be_an_account_is_shown_to_the_team(words):
    assert "handle" in {one.kind for one in careful.find(f"Write to {words} now.", minors=False)}
