"""Every way in which a plan says when: a date, a month, a span, again and again; in Vietnamese, with or without
marks.

Patterns are tried in the order of `READERS`, on the words without marks. The first that fits says what the
expression is; none of them guesses a year that is not written, except the one year of a yearly plan, and then
it says so.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from cchc.steering.plans.rules.reading import (
    BLANK,
    DAY,
    FROM,
    MONTH,
    QUARTER,
    RANGE,
    RECURRING,
    REGULAR,
    UNREAD,
    YEAR,
    Recurrence,
    TimeRead,
)
from cchc.steering.plans.rules.words import plain, squeezed

ONE_DAY = timedelta(days=1)
EMPTY = {"", "-", "–", "—", "...", "…", "/", "x"}
LONGEST, LONGEST_TIME = 6_000, 2_000  # signs: what follows is not searched
NOT_READ = "Chưa đọc được thời gian này"
NO_YEAR = "Thời gian không ghi năm"
YEAR_OF_PLAN = "Thời gian không ghi năm: hiểu là năm của kế hoạch"
SEVERAL = "Có nhiều mốc thời gian trong một ô"
_ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

# The bricks, on words without marks ("hằng năm" and "hàng năm" are one word here).
Y = r"(?:19[89]\d|20\d\d)"
DASH = r"\s*(?:-|–|—|den het nam|den het|den nam|den|toi)\s*"
DAY_OF_YEAR = r"(?P<d>\d{1,2})\s*(?:[/.-]|\s*thang\s*)\s*(?P<m>\d{1,2})(?!\d)"
WITH_YEAR = rf"(?:\s*(?:[/.-]|nam)\s*(?P<y>{Y}|\d\d)(?!\d))"
EVERY_YEAR = r"\s*,?\s*(?:cua\s+)?(?:hang|moi|tung)\s+nam"
BEFORE = r"(?P<before>truoc)\s+(?:het\s+)?(?:ngay\s+)?"
OPEN_END = r"(?:tro di|(?:va|den) (?:cac |nhung )?nam (?:tiep theo|tiep|sau|ke tiep|toi))"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


_BY_MONTH = _pattern(rf"(?:{BEFORE}|ngay\s+)(?P<d>\d{{1,2}})\s*(?:cua\s+)?(?:hang|moi)\s+thang")
_BY_QUARTER = _pattern(
    rf"(?:{BEFORE}|ngay\s+)(?P<d>\d{{1,2}})\s*,?\s*(?:cua\s+)?"
    r"(?:thang\s+(?P<which>cuoi|dau)(?:\s+tien)?\s*,?\s*(?:cua\s+)?(?:hang |moi )?quy|(?:hang|moi) quy)"
)
_BY_YEAR = _pattern(rf"(?:{BEFORE})?{DAY_OF_YEAR}(?:\s*(?:va|,|;)\s*(?:truoc\s+)?(?:ngay\s+)?"
                    rf"(?P<d2>\d{{1,2}})\s*/\s*(?P<m2>\d{{1,2}}))?{EVERY_YEAR}")  # fmt: skip
_MONTH_OF_YEAR = _pattern(rf"(?P<before>truoc\s+)?thang\s+(?P<m>\d{{1,2}}){EVERY_YEAR}")
_QUARTER_OF_YEAR = _pattern(rf"quy\s+(?P<q>iv|i{{1,3}}|[1-4]){EVERY_YEAR}")
_EVERY = (
    ("month", _pattern(r"\b(?:hang|moi|dinh ky)\s+thang\b|\b1 thang/lan\b")),
    ("quarter", _pattern(r"\b(?:hang|moi|dinh ky|theo)\s+quy\b|\b3 thang/lan\b|\bquy,\s*(?:6|nam)")),
    ("half", _pattern(r"\b(?:0?6|sau)\s+thang(?!\s*(?:/|dau|cuoi|nam))|\bnua nam\b|\b0?2 lan/nam\b")),
    ("year", _pattern(r"\b(?:hang|moi|tung|dinh ky)\s+nam\b|\bthuong nien\b|\b0?1 lan/nam\b|/nam\b")),
)
_REGULAR = _pattern(r"\bthuong xuyen\b|\blien tuc\b|\bhang ngay\b|\bhang tuan\b")
_FROM_YEAR = _pattern(
    rf"(?:tu\s+)?(?:nam\s*)?(?P<y>{Y})\s*,?\s*{OPEN_END}|\btu\s+(?:nam\s*)?(?P<y2>{Y})(?!\s*(?:-|–|—|den|toi|/))"
)
_FROM_DAY = _pattern(rf"\btu\s+(?:ngay\s+)?{DAY_OF_YEAR}{WITH_YEAR}(?!{DASH}(?:ngay\s+)?\d)")
_FROM_MONTH = _pattern(rf"\btu\s+(?:thang\s*)?(?P<m>\d{{1,2}})\s*(?:/|nam)\s*(?P<y>{Y})(?!{DASH}(?:thang\s*)?\d)")
_FROM_QUARTER = _pattern(rf"\btu\s+quy\s+(?P<q>iv|i{{1,3}}|[1-4])\s*(?:/|,|nam)*\s*(?P<y>{Y})(?!{DASH}quy)")
_DAYS = _pattern(
    rf"(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>{Y}))?{DASH}(?:ngay\s+)?"
    rf"(?P<d2>\d{{1,2}})/(?P<m2>\d{{1,2}})/(?P<y2>{Y})"
)
_MONTHS = _pattern(
    rf"(?:thang\s*)?(?<![\d/])(?P<m>\d{{1,2}})(?:\s*/\s*(?P<y>{Y}))?{DASH}(?:thang\s*)?(?P<m2>\d{{1,2}})\s*"
    rf"(?:/|nam)\s*(?P<y2>{Y})"
)
_QUARTERS = _pattern(
    rf"quy\s+(?P<q>iv|i{{1,3}}|[1-4])(?:\s*(?:/|nam)\s*(?P<y>{Y}))?"
    rf"(?:\s*,\s*(?:quy\s+)?(?:iv|i{{1,3}}|[1-4]))*(?:{DASH}|\s*(?:,|va|;|&)\s*)"
    rf"(?:quy\s+)?(?P<q2>iv|i{{1,3}}|[1-4])\b\s*(?:(?:/|,|nam)*\s*(?P<y2>{Y}))?"
)
_YEARS = _pattern(rf"(?P<y>{Y}){DASH}(?:nam\s*)?(?P<y2>{Y})|nam\s+(?P<y3>{Y})(?:\s*(?:,|va|;)\s*(?:nam\s+)?{Y})*"
                  rf"\s*(?:,|va|;)\s*(?:nam\s+)?(?P<y4>{Y})")  # fmt: skip
_HALF = _pattern(rf"(?:0?6|sau)\s+thang\s+(?P<which>dau|cuoi)\s+(?:nam|cua nam)\s*(?P<y>{Y})?")
_ONE_DAY = _pattern(rf"(?:{BEFORE})?(?<![\d/.]){DAY_OF_YEAR}{WITH_YEAR}?")
_ONE_MONTH = _pattern(
    rf"(?P<before>truoc\s+)?(?:thang\s*)?(?<![\d/])(?P<m>\d{{1,2}})\s*(?:[/-]|,?\s*nam)\s*(?P<y>{Y})|"
    r"(?P<before2>truoc\s+)?thang\s*(?P<m2>\d{1,2})(?!\s*[/\d])"
)
_ONE_QUARTER = _pattern(rf"\bq(?:uy\s*)?(?P<q>iv|i{{1,3}}|[1-4])\b\s*(?:(?:/|,|-|nam)*\s*(?P<y>{Y}))?")
_ONE_YEAR = _pattern(rf"(?P<before>truoc\s+(?:nam\s*)?)?(?<![\d/])(?P<y>{Y})(?![\d/])")
_THIS_YEAR = _pattern(r"\b(?:trong|ca|cuoi|het)\s+nam\b(?!\s*\d)")


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def read(text: str, plan_year: int | None = None) -> TimeRead:
    """What the time cell of a task says. `plan_year` is the year of a plan for one year, which its cells leave
    out.
    """
    printed = squeezed(text)
    if len(printed) > LONGEST_TIME:
        return TimeRead(text=printed, kind=UNREAD, doubts=(NOT_READ,))
    if plain(printed).strip(" .") in EMPTY or not printed.strip(" .-–—…/"):
        return TimeRead(text=printed, kind=BLANK)
    words = plain(printed)
    for reader in READERS:
        found = reader(words, plan_year)
        if found is not None:
            return replace(found, text=printed)
    return TimeRead(text=printed, kind=UNREAD, doubts=(NOT_READ,))


def begun(text: str, plan_year: int | None = None) -> date | None:
    """The first day of what a cell says about the beginning of a task."""
    said = read(text, plan_year)
    if said.start or said.due is None:
        return said.start
    months = {YEAR: 11, QUARTER: 2, MONTH: 0}.get(said.kind)
    return said.due if months is None else date(said.due.year, said.due.month - months, 1)


def _recurring_on_a_day(words: str, plan_year: int | None) -> TimeRead | None:
    if found := _BY_MONTH.search(words):
        return _again("month", None, _day_number(found["d"], bool(found["before"])))
    if found := _BY_QUARTER.search(words):
        month = {"cuoi": 3, "dau": 1}.get(found["which"] or "")
        return _again("quarter", month, _day_number(found["d"], bool(found["before"])))
    if found := _BY_YEAR.search(words):
        return _yearly(found)
    if found := _MONTH_OF_YEAR.search(words):
        named = _month_number(found["m"])
        return _again("year", (named - 2) % 12 + 1 if found["before"] else named, None) if named else None
    if found := _QUARTER_OF_YEAR.search(words):
        return _again("year", 3 * _ROMAN_QUARTERS[found["q"]], None)
    return None


def _yearly(found: re.Match[str]) -> TimeRead | None:
    on = _in_a_year(found["d"], found["m"], bool(found["before"]))
    if on is None:
        return None
    second = _in_a_year(found["d2"], found["m2"], bool(found["before"])) if found["d2"] else None
    if second is None:
        return _again("year", on.month, on.day)
    if abs(second.month - on.month) == 6:
        first = min(on, second)
        return _again("half", first.month, first.day)
    return replace(_again("year", on.month, on.day), doubts=(SEVERAL,))


def _in_a_year(day: str, month: str, before: bool) -> date | None:
    """A day of any year; of one without 29 February, since the recurrence comes in every one."""
    try:
        on = date(2023, int(month), int(day))
    except ValueError:
        return None
    return on - ONE_DAY if before else on


def _day_number(text: str, before: bool) -> int | None:
    """A day of the month; before the first is the last of the month before, said as 31."""
    day = int(text) - before
    return 31 if day == 0 else day if 1 <= day <= 31 else None


def _again(every: str, month: int | None, day: int | None) -> TimeRead:
    return TimeRead(kind=RECURRING, recurrence=Recurrence(every=every, month=month, day=day))


def _every(words: str) -> str | None:
    """The shortest period that is named: quarterly, half-yearly and yearly reports come every quarter."""
    return next((every for every, pattern in _EVERY if pattern.search(words)), None)


def _recurring(words: str, plan_year: int | None) -> TimeRead | None:
    every = _every(words)
    if every is None:
        return None
    span = _years(words, plan_year) or _from(words, plan_year) or TimeRead()
    return TimeRead(kind=RECURRING, start=span.start, due=span.due, recurrence=Recurrence(every=every))


def _regular(words: str, plan_year: int | None) -> TimeRead | None:
    if not _REGULAR.search(words):
        return None
    span = _years(words, plan_year) or _from(words, plan_year) or TimeRead()
    if span.start is None and (year := _ONE_YEAR.search(words)):
        span = TimeRead(start=date(int(year["y"]), 1, 1), due=date(int(year["y"]), 12, 31))
    return TimeRead(kind=REGULAR, start=span.start, due=span.due)


def _from(words: str, plan_year: int | None) -> TimeRead | None:
    if (found := _FROM_DAY.search(words)) and (on := _date(found["d"], found["m"], found["y"])):
        return TimeRead(kind=FROM, start=on)
    if (found := _FROM_MONTH.search(words)) and (month := _month_number(found["m"])):
        return TimeRead(kind=FROM, start=date(int(found["y"]), month, 1))
    if found := _FROM_QUARTER.search(words):
        return TimeRead(kind=FROM, start=date(int(found["y"]), 3 * _ROMAN_QUARTERS[found["q"]] - 2, 1))
    if found := _FROM_YEAR.search(words):
        return TimeRead(kind=FROM, start=date(int(found["y"] or found["y2"]), 1, 1))
    return None


def _days(words: str, plan_year: int | None) -> TimeRead | None:
    found = _DAYS.search(words)
    if found is None:
        return None
    start = _date(found["d"], found["m"], found["y"] or found["y2"])
    due = _date(found["d2"], found["m2"], found["y2"])
    return _span(start, due)


def _months(words: str, plan_year: int | None) -> TimeRead | None:
    found = _MONTHS.search(words)
    if found is None:
        return None
    first, last = _month_number(found["m"]), _month_number(found["m2"])
    if first is None or last is None:
        return None
    return _span(date(int(found["y"] or found["y2"]), first, 1), last_day(int(found["y2"]), last))


def _quarters(words: str, plan_year: int | None) -> TimeRead | None:
    found = _QUARTERS.search(words)
    if found is None:
        return None
    year, doubts = _year_or(found["y2"], plan_year)
    if year is None:
        return TimeRead(kind=RANGE, doubts=doubts)
    first, last = _ROMAN_QUARTERS[found["q"]], _ROMAN_QUARTERS[found["q2"]]
    span = _span(date(int(found["y"] or year), 3 * first - 2, 1), last_day(year, 3 * last))
    return span and replace(span, doubts=doubts)


def _years(words: str, plan_year: int | None) -> TimeRead | None:
    found = _YEARS.search(words)
    if found is None:
        return None
    first, last = int(found["y"] or found["y3"]), int(found["y2"] or found["y4"])
    return _span(date(first, 1, 1), date(last, 12, 31))


def _half(words: str, plan_year: int | None) -> TimeRead | None:
    found = _HALF.search(words)
    if found is None:
        return None
    year, doubts = _year_or(found["y"], plan_year)
    if year is None:
        return TimeRead(kind=RANGE, doubts=doubts)
    start, due = (date(year, 1, 1), date(year, 6, 30)) if found["which"] == "dau" else (
        date(year, 7, 1), date(year, 12, 31)
    )  # fmt: skip
    return TimeRead(kind=RANGE, start=start, due=due, doubts=doubts)


def _day(words: str, plan_year: int | None) -> TimeRead | None:
    for found in _ONE_DAY.finditer(words):
        if _month_number(found["m"]) is None or not 1 <= int(found["d"]) <= 31:
            continue
        year, doubts = _year_or(found["y"], plan_year)
        if year is None:
            return TimeRead(kind=DAY, doubts=doubts)
        on = _date(found["d"], found["m"], str(year))
        if on is None:
            continue
        several = _several(_ONE_DAY, words)
        return TimeRead(kind=DAY, due=on - ONE_DAY if found["before"] else on, doubts=doubts + several)
    return None


def _month(words: str, plan_year: int | None) -> TimeRead | None:
    found = _ONE_MONTH.search(words)
    month = found and _month_number(found["m"] or found["m2"])
    if not found or month is None:
        return None
    year, doubts = _year_or(found["y"], plan_year)
    if year is None:
        return TimeRead(kind=MONTH, doubts=doubts)
    due = date(year, month, 1) - ONE_DAY if found["before"] or found["before2"] else last_day(year, month)
    return TimeRead(kind=MONTH, due=due, doubts=doubts + _several(_ONE_MONTH, words))


def _quarter(words: str, plan_year: int | None) -> TimeRead | None:
    found = _ONE_QUARTER.search(words)
    if found is None:
        return None
    year, doubts = _year_or(found["y"], plan_year)
    if year is None:
        return TimeRead(kind=QUARTER, doubts=doubts)
    return TimeRead(kind=QUARTER, due=last_day(year, 3 * _ROMAN_QUARTERS[found["q"]]), doubts=doubts)


def _year(words: str, plan_year: int | None) -> TimeRead | None:
    found = _ONE_YEAR.search(words)
    if found is not None:
        return TimeRead(kind=YEAR, due=date(int(found["y"]) - bool(found["before"]), 12, 31))
    if plan_year and _THIS_YEAR.search(words):
        return TimeRead(kind=YEAR, due=date(plan_year, 12, 31), doubts=(YEAR_OF_PLAN,))
    return None


# From what says most to what says least.
READERS: tuple[Callable[[str, int | None], TimeRead | None], ...] = (
    _recurring_on_a_day, _half, _recurring, _regular, _from, _days, _quarters, _months, _years, _day, _quarter,
    _month, _year,
)  # fmt: skip


def _span(start: date | None, due: date | None) -> TimeRead | None:
    if start is None or due is None or due < start:
        return None
    return TimeRead(kind=RANGE, start=start, due=due)


def _several(pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
    return (SEVERAL,) if len(list(pattern.finditer(words))) > 1 else ()


def _year_or(printed: str | None, plan_year: int | None) -> tuple[int | None, tuple[str, ...]]:
    if printed:
        return int(printed) + (2000 if len(printed) == 2 else 0), ()
    return plan_year, (YEAR_OF_PLAN if plan_year else NO_YEAR,)


def _month_number(text: str | None) -> int | None:
    return int(text) if text and 1 <= int(text) <= 12 else None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


_DEADLINE = _pattern(
    r"(?:truoc|cham nhat(?: (?:la|vao|den|trong))?|han(?: cuoi)?|den het|muon nhat)\s+"
    rf"(?:ngay\s+)?(?:\d{{1,2}}\s*(?:/\s*\d{{1,2}}|thang\s+\d{{1,2}})(?:\s*(?:/|nam)\s*{Y})?(?:{EVERY_YEAR})?"
    r"|\d{1,2}\s*(?:cua\s+)?(?:hang|moi)\s+thang)"
)


def deadlines(text: str) -> Iterator[str]:
    """The words of `text` that name a deadline: "trước ngày 15/8 hàng năm". The date of a decree is none."""
    for found in _DEADLINE.finditer(plain(text[:LONGEST])):
        yield text[found.start() : found.end()]


def filled(time: TimeRead, others: tuple[str, ...], plan_year: int | None = None) -> TimeRead:
    """`time` with what a date in another cell of the row says and its own cell leaves open."""
    if time.due is not None or (time.recurrence is not None and time.recurrence.day is not None):
        return time
    for words in (words for text in others for words in deadlines(text)):
        yearly = time.kind in (FROM, RECURRING) and (time.recurrence is None or time.recurrence.every == "year")
        said = read(words, plan_year)
        if said.recurrence is None and said.due is None and yearly:
            said = read(f"{words} hằng năm")  # a day without a year, in a task of every year
        if said.recurrence is None and said.due is None:
            continue
        kind = said.kind if time.kind in (BLANK, UNREAD) else time.kind
        doubt = f"Thời hạn lấy từ ô khác: “{words}”"
        return replace(
            time, kind=kind, due=said.due, recurrence=said.recurrence or time.recurrence, filled_from=words,
            doubts=(*(time.doubts if kind == time.kind else ()), doubt),
        )  # fmt: skip
    return time


_AHEAD = r"truoc\s+(?:het\s+)?(?:ngay\s+)?"
_ANY_DAY = rf"\d{{1,2}}\s*(?:[/.-]|\s*thang\s*)\s*\d{{1,2}}(?!\d)(?:\s*(?:[/.-]|nam)\s*{Y})?"
_PERIODS = (
    r"(?:(?:hang|moi)\s+(?:nam|quy|thang)|0?6 thang)"
    r"(?:\s*(?:,|va)\s*(?:(?:hang|moi)\s+)?(?:nam|quy|thang|0?6 thang))*"
)
# What a sentence says about when: a deadline; a period at the beginning or the end of a clause, or after "định
# kỳ".
# "Chỉ số hàng năm của Sở" and "dự toán hàng năm được giao" say nothing about when something is done.
_SAID = _pattern(
    rf"(?:{_AHEAD}|cham nhat[^.;,\d]{{0,12}}|(?:hang|moi|dinh ky)[^.;]{{0,20}}){_ANY_DAY}(?:{EVERY_YEAR})?"
    rf"|{_AHEAD}\d{{1,2}}\s*(?:(?:hang|moi)\s+thang|(?:cua\s+)?thang (?:cuoi|dau)[^.;]{{0,12}}quy)"
    rf"|dinh ky\s+{_PERIODS}|(?:^|(?<=[.;] )){_PERIODS}(?=\s*,)|{_PERIODS}(?=\s*(?:[.;]|$))"
    rf"|^thuong xuyen\b|\b(?:trong|den het|hoan thanh truoc)\s+(?:thang\s+\d{{1,2}}\s*/\s*{Y}"
    rf"|quy\s+\w+\s*/\s*{Y}|nam\s+{Y})"
)


def in_sentence(text: str, plan_year: int | None = None) -> TimeRead:
    """What a sentence says about when, which is often nothing; its `text` is those words alone."""
    found = _SAID.search(plain(text[:LONGEST]))
    return read(text[found.start() : found.end()], plan_year) if found else TimeRead()
