"""Time limits and amounts as sources write them. What is not there is not made up."""

import re
from decimal import Decimal

from cchc.kernel.text import fold

_UNITS = {
    "ngay lam viec": "working_day",
    "ngay": "day",
    "gio": "hour",
    "gio lam viec": "hour",
    "thang": "month",
}
AMOUNT = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(.*?)\s*", re.DOTALL)
_CHANNELS = (
    ("counter", ("truc tiep", "1", "counter")),
    ("online", ("truc tuyen", "2", "online")),
    ("post", ("dich vu buu chinh", "buu chinh", "qua buu dien", "3", "post")),
)
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")


def unit_of(text: str) -> str:
    """The unit that a word names; empty where none of ours."""
    return _UNITS.get(fold(text).rstrip("."), "")


def channel_of(text: str) -> str:
    """The channel that a word or the portal's KENH names; empty where none."""
    plain = fold(text)
    return next((channel for channel, words in _CHANNELS if plain in words), "")


def limit_of(text: str) -> tuple[Decimal | None, str, str]:
    """Amount, unit, and the words after the amount, of "10 ngày làm việc"; None where there is no amount."""
    found = AMOUNT.fullmatch(text)
    if not found:
        return None, "", ""
    word = found.group(2).strip()
    return Decimal(found.group(1).replace(",", ".")), unit_of(word), word


def money_of(text: str) -> Decimal | None:
    """An amount in đồng as written: 50.000, 1,200,000, 50000, "50.000 đồng"; None where it is no plain amount."""
    bare = re.sub(r"(?i)\s*(đồng|đ|vnđ|vnd|việt nam đồng)\s*$", "", text.strip())
    return Decimal(re.sub(r"[.,]", "", bare)) if _MONEY.fullmatch(bare) else None


_LONGEST_CASE = 200
_CLAUSE = re.compile(r"[;\n]|\.\s")


def case_of(described: str) -> str:
    """The case of one limit among several of its channel: the first clause beside it, where it is short enough."""
    clause = _CLAUSE.split(described.strip(" -+*•\t\n"), maxsplit=1)[0].strip(" -+*.")
    return clause if len(clause) <= _LONGEST_CASE else ""
