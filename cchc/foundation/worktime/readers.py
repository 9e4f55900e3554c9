"""Public holidays from the `holidays` library to special days, and what that library does not know."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from cchc.foundation.worktime.rules import Special

# Days moved for officials by notice of the Ministry of Home Affairs that the library lacks: off, worked instead.
# 2026: Friday 2 January against Saturday 10 January.
SWAPS = ((date(2026, 1, 2), date(2026, 1, 10)),)

_SUBSTITUTED = re.compile(r"thay cho ngày (\d\d/\d\d/\d{4})")


def holidays_of(years: Iterable[int]) -> tuple[Special, ...]:
    """Days off and make-up days of Viet Nam in `years`, by date: Bộ luật Lao động 2019, art. 111.3 and 112."""
    from holidays import country_holidays  # 0.1 s, and only a new installation or a new year needs it

    wanted = set(years)
    found = country_holidays("VN", years=wanted, language="vi")
    off = {on: name for on, name in found.items() if on.year in wanted}
    make_up = {on: _make_up_for(None) for on in found.weekend_workdays if on.year in wanted}
    for on, name in off.items():
        if moved := _SUBSTITUTED.search(name):
            worked = datetime.strptime(moved[1], "%d/%m/%Y").date()  # noqa: DTZ007 - a date in a name
            make_up[worked] = _make_up_for(on)
    for rest, worked in SWAPS:
        if rest.year in wanted:
            off[rest] = f"Ngày nghỉ (thay cho ngày {worked:%d/%m/%Y})"
            make_up[worked] = _make_up_for(rest)
    days = [Special(on, True, name) for on, name in off.items()]
    days += [Special(on, False, name) for on, name in make_up.items()]
    return tuple(sorted(days, key=lambda day: day.on))


def _make_up_for(rest: date | None) -> str:
    return f"Ngày làm bù cho ngày {rest:%d/%m/%Y}" if rest else "Ngày làm bù"
