"""The department in its former system, from 2021 until it changed over: what that would export, taken in.

Invented, and always the same. The share filed online grows year by year; the third quarter of 2021 was bad for
everybody; one sub-department is slow. Nothing in it is real.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from cchc.demo import names
from cchc.demo.services.organisation import Organisation
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import ZONE, Calendar, Limit, due_at
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.services import history
from cchc.onestop.dossiers.services.history import HistoryReport
from cchc.onestop.procedures.querysets import in_force
from cchc.onestop.procedures.rules import Snapshot

FIRST, LAST = date(2021, 1, 4), date(2025, 12, 31)
CHANGE_OVER = timedelta(days=20)  # so long ago the former system was left
HEADS = (
    "STT", "Số hồ sơ", "Mã TTHC", "Tên thủ tục", "Chủ hồ sơ", "Số CCCD/MST", "Hình thức nộp", "Ngày tiếp nhận",
    "Ngày hẹn trả", "Ngày xử lý xong", "Ngày trả kết quả", "Trạng thái", "Đơn vị xử lý", "Người xử lý",
    "Phí, lệ phí (đồng)", "Thanh toán trực tuyến",
)  # fmt: skip
# Of a hundred, by year: filed online, paid online; how many come in on a working day.
ONLINE = {2021: 14, 2022: 26, 2023: 39, 2024: 47, 2025: 56, 2026: 59}
PAID = {2021: 3, 2022: 9, 2023: 16, 2024: 24, 2025: 33, 2026: 38}
A_DAY = {2021: 3.2, 2022: 3.7, 2023: 4.1, 2024: 4.5, 2025: 5.0, 2026: 5.4}
LAST_KNOWN = 2026  # later years are as this one
# By month: quiet about Tết, busy before summer and before the year ends.
SEASON = (0.7, 0.6, 1.2, 1.25, 1.1, 1.0, 0.9, 0.9, 1.0, 1.15, 1.2, 1.0)
# Late, of a hundred.
LATE, LATE_SLOW, LATE_BAD = 4, 17, 31
SLOW = "CCTDC"
BAD = (date(2021, 7, 1), date(2021, 9, 30))


def bring_in(*, organisation: Organisation, at: datetime) -> list[HistoryReport]:
    """Take the exports of the former system in, as the administrator would: five years, then what came after."""
    return [
        history.import_history(
            name=f"ho-so-mot-cua-{first:%m-%Y}-{last:%m-%Y}.csv",
            content=io.BytesIO(export(organisation, first, last, at)), agency=organisation.department,
            by=None, at=at, is_demo=True,
        )
        for first, last in ((FIRST, LAST), (LAST + timedelta(days=1), _changed_over(at))) if first < last
    ]  # fmt: skip


def _changed_over(at: datetime) -> date:
    """The last day of the former system."""
    return (at.astimezone(ZONE) - CHANGE_OVER).date()


def export(organisation: Organisation, first: date, last: date, at: datetime) -> bytes:
    """What the former system would have written of some days, as a text of semicolon-separated values."""
    rng = Random(2125 + first.year - FIRST.year)  # noqa: S311 - invented people, not secrets
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([f"DANH SÁCH HỒ SƠ (DỮ LIỆU MINH HỌA): {organisation.department.name}"])
    writer.writerow(HEADS)
    calendar = calendar_of(organisation.department.pk)
    *_rest, until = _days(at.date() - CHANGE_OVER, at.date() - timedelta(days=1), calendar)
    unit_names = {unit.pk: unit for unit in organisation.units.values()}
    total = 0
    for day in _days(first, last, calendar):
        offered = in_force(organisation.department.pk, day)
        often = [6 if rules.working_steps(one) and one.limit_for("counter", "") else 1 for one in offered]
        for n in range(1, _how_many(rng, day) + 1):
            total += 1
            process = rng.choices(offered, often)[0]
            writer.writerow([total, *_row(rng, day, n, process, calendar, unit_names, until)])
    return out.getvalue().encode("utf-8-sig")


def _days(first: date, last: date, calendar: Calendar) -> Iterator[date]:
    day = first
    while day <= last:
        if calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)


def _how_many(rng: Random, day: date) -> int:
    whole = A_DAY[min(day.year, LAST_KNOWN)] * SEASON[day.month - 1]
    return max(0, round(rng.gauss(whole, 1.2)))


def _row(
    rng: Random, day: date, n: int, process: Snapshot, calendar: Calendar, units: dict[int, Any], until: date
) -> list[object]:  # fmt: skip
    year = min(day.year, LAST_KNOWN)
    online = rng.randrange(100) < ONLINE[year]
    received = _at(rng, day)
    lead = next((step.unit_id for step in rules.working_steps(process) if step.unit_id), None)
    unit = units[lead] if lead else None
    found = process.limit_for("online" if online else "counter", "")
    limit = Limit(found.amount, found.unit) if found and found.amount and found.unit else None  # type: ignore[arg-type]  # one of four units
    due = due_at(received, limit, calendar) if limit else None
    status, finished = _fate(rng, received, due, unit.code if unit else "", calendar)
    finished = min(finished, _at(rng, until))  # what was in hand when the system was left is done by today
    returned = _on_working_day(rng, finished + timedelta(days=rng.choice((0, 1, 1, 2, 4))), calendar)
    returned = finished if returned.date() > until else returned
    firm = rng.randrange(5) > 2
    fee = rng.choice((0, 0, 150_000, 300_000, 500_000, 1_200_000))
    return [
        f"000.00.12.H21-{day:%y%m%d}-{1000 + n}", process.code, process.name,
        names.firm(rng) if firm else names.person(rng),
        names.tax_code(rng) if firm else names.personal_number(rng)[0],
        "Trực tuyến" if online else ("Qua bưu chính công ích" if rng.randrange(9) == 0 else "Trực tiếp tại quầy"),
        _said(received), _said(due), _said(finished),
        _said(max(returned, finished)) if status == "Đã trả kết quả" else "", status,
        unit.name if unit else "", names.person(rng), fee,
        "Có" if fee and rng.randrange(100) < PAID[year] + 20 * online else "Không",
    ]  # fmt: skip


def _fate(
    rng: Random, received: datetime, due: datetime | None, unit: str, calendar: Calendar
) -> tuple[str, datetime]:  # fmt: skip
    end = due or received + timedelta(days=10)
    span = end - received
    chance = rng.randrange(100)
    soon = _on_working_day(rng, received + span * rng.uniform(0.1, 0.6), calendar)
    if chance < 3:
        return "Không được tiếp nhận", min(soon, received + timedelta(days=2))
    if chance < 5:
        return "Công dân rút hồ sơ", soon
    if chance < 7:
        return "Dừng xử lý", soon
    is_bad = BAD[0] <= received.date() <= BAD[1]
    late = LATE_BAD if is_bad else LATE_SLOW if unit == SLOW else LATE
    if due and rng.randrange(100) < late:
        return "Đã trả kết quả", _on_working_day(rng, end + timedelta(days=rng.randint(1, 12)), calendar)
    done = _on_working_day(rng, received + span * rng.uniform(0.35, 0.97), calendar)
    return "Đã trả kết quả", max(received + timedelta(hours=1), min(done, end - timedelta(minutes=20)))


def _at(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.choice((7, 8, 8, 9, 9, 10, 13, 14, 15)), rng.randrange(60)), ZONE)


def _on_working_day(rng: Random, at: datetime, calendar: Calendar) -> datetime:
    day = at.date()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return _at(rng, day) if day > at.date() else at.replace(second=0, microsecond=0)


def _said(at: datetime | None) -> str:
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M}" if at else ""
