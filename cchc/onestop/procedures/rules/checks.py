"""What must hold before a version is kept, and before it is published; and what is worth a warning."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cchc.onestop.procedures.choices import (
    Channel,
    FeeKind,
    Level,
    Move,
    OnlineLevel,
    SupplementClock,
    Unit,
)
from cchc.onestop.procedures.rules.content import Content, Step
from cchc.onestop.procedures.rules.fees import FormulaFault, check_formula

HOURS_A_DAY = Decimal(8)
LARGEST_COUNT = 1000
RIGHTS = ("receive", "process", "assign", "approve", "hand_over")  # what a step may ask for: identity's rights


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which part of a version, in words for who keeps the catalogue."""

    part: str
    words: str


def faults(content: Content) -> tuple[Fault, ...]:
    """What no version may have: unknown words, formulas that are none, two parts of one key."""
    return tuple(_faults(content))


def _faults(content: Content) -> Iterator[Fault]:
    for level in content.levels:
        if level not in Level.values:
            yield Fault("levels", f"Không có cấp “{level}”")
    if content.online_level and content.online_level not in OnlineLevel.values:
        yield Fault("online_level", f"Không có mức độ trực tuyến “{content.online_level}”")
    if content.supplement_clock not in SupplementClock.values:
        yield Fault("supplement_clock", f"Không có cách tính “{content.supplement_clock}”")
    for limit in content.limits:
        if limit.channel and limit.channel not in Channel.values:
            yield Fault("time_limits", f"Không có cách thức “{limit.channel}”")
        if limit.unit and limit.unit not in Unit.values:
            yield Fault("time_limits", f"Không có đơn vị “{limit.unit}”")
        if limit.amount is not None and not 0 <= limit.amount < 10_000:
            yield Fault("time_limits", f"Thời hạn {limit.amount} ngoài khoảng từ 0 đến 10.000")
    for fee in content.fees:
        if fee.channel and fee.channel not in Channel.values:
            yield Fault("fees", f"Không có cách thức “{fee.channel}”")
        if fee.kind not in FeeKind.values:
            yield Fault("fees", f"Không có loại “{fee.kind}”")
        if fee.amount is not None and (fee.formula or fee.amount < 0 or fee.amount >= Decimal(10) ** 12):
            yield Fault("fees", f"{fee.name}: mức thu không dùng được, hoặc có cả mức thu và công thức")
        if fee.formula:
            try:
                check_formula(fee.formula, [variable.key for variable in fee.variables])
            except FormulaFault as fault:
                yield Fault("fees", f"{fee.name}: {fault}")
    for paper in content.papers:
        counts = [count for count in (paper.originals, paper.copies) if count is not None]
        if any(not 0 <= count < LARGEST_COUNT for count in counts):
            yield Fault("papers", f"Số lượng của “{paper.name[:60]}” không dùng được")
    yield from _twins("papers", [paper.key for paper in content.papers])
    yield from _twins("steps", [step.key for step in content.steps])
    yield from _twins("eligibility", [question.key for question in content.eligibility])
    for question in content.eligibility:
        if len(question.options) < 2:
            yield Fault("eligibility", f"Câu hỏi “{question.text}” cần ít nhất hai lựa chọn")
        if not any(option.eligible for option in question.options):
            yield Fault("eligibility", f"Câu hỏi “{question.text}” không có lựa chọn nào đi tiếp được")
    for step in content.steps:
        if step.right not in RIGHTS:
            yield Fault("steps", f"Bước “{step.name}”: không có quyền “{step.right}”")
        if not 0 <= step.days < 1000:
            yield Fault("steps", f"Bước “{step.name}”: thời gian {step.days} không dùng được")


def _twins(part: str, keys: list[str]) -> Iterator[Fault]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Fault(part, f"Mã “{key}” dùng hai lần")


def process_faults(steps: tuple[Step, ...]) -> tuple[Fault, ...]:
    """What stops a process from being published: steps nobody reaches, steps that lead nowhere, no end.

    A procedure without a process may be published: it is shown, and filed elsewhere.
    """
    return tuple(_process_faults(steps))


def _process_faults(steps: tuple[Step, ...]) -> Iterator[Fault]:
    if not steps:
        return
    by_key = {step.key: step for step in steps}
    for step in steps:
        for move in step.moves:
            if move.act not in Move.values:
                yield Fault("steps", f"Bước “{step.name}”: không có hướng “{move.act}”")
            elif move.act != Move.FINISH and (move.to not in by_key or move.to == step.key):
                yield Fault("steps", f"Bước “{step.name}” chuyển đến bước không có: “{move.to}”")
    reached = _reached(steps[0].key, {step.key: _forward(step) for step in steps})
    for step in steps:
        if step.key not in reached:
            yield Fault("steps", f"Không bước nào chuyển đến “{step.name}”")
    ends = [step.key for step in steps if any(move.act == Move.FINISH for move in step.moves)]
    if not ends:
        yield Fault("steps", "Quy trình không có bước kết thúc")
        return
    back: dict[str, list[str]] = {step.key: [] for step in steps}
    for step in steps:
        for to in _forward(step):
            back.setdefault(to, []).append(step.key)
    can_end = {key for end in ends for key in _reached(end, back)}
    for step in steps:
        if step.key not in can_end:
            yield Fault("steps", f"Từ bước “{step.name}” không đi đến bước kết thúc được")


def _forward(step: Step) -> list[str]:
    return [move.to for move in step.moves if move.act == Move.FORWARD]


def _reached(start: str, moves: dict[str, list[str]]) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        for key in moves.get(ahead.pop(), []):
            if key not in seen:
                seen.add(key)
                ahead.append(key)
    return seen


def main_path(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of the usual course: from the first one, always by the first way forward."""
    by_key = {step.key: step for step in steps}
    path: list[Step] = []
    step = steps[0] if steps else None
    while step is not None and step not in path:
        path.append(step)
        step = next((by_key[key] for key in _forward(step) if key in by_key), None)
    return tuple(path)


def days_of(steps: tuple[Step, ...]) -> Decimal:
    """The working days that the steps of the usual course take together."""
    return sum((step.days for step in main_path(steps)), Decimal(0))


def warnings(content: Content) -> tuple[Fault, ...]:
    """What a version may have, but whoever keeps the catalogue should know."""
    return tuple(_warnings(content))


def _warnings(content: Content) -> Iterator[Fault]:
    if not content.limits:
        yield Fault("time_limits", "Chưa có thời hạn giải quyết")
    elif all(limit.amount is None for limit in content.limits):
        yield Fault("time_limits", "Thời hạn giải quyết chưa có số")
    elif any(limit.amount is not None and not limit.unit for limit in content.limits):
        yield Fault("time_limits", "Có thời hạn chưa có đơn vị tính")
    if not content.fees or any(fee.amount is None and not fee.formula for fee in content.fees):
        yield Fault("fees", "Mức thu chưa có số liệu")
    if not content.papers:
        yield Fault("papers", "Chưa có thành phần hồ sơ")
    elif any(paper.originals is None for paper in content.papers):
        yield Fault("papers", "Có giấy tờ chưa rõ số lượng")
    if not content.steps:
        yield Fault("steps", "Chưa có quy trình nội bộ")
    else:
        yield from _sum_warning(content)


def _sum_warning(content: Content) -> Iterator[Fault]:
    """A sum that is none of the limits: of several, by case, it can only be one."""
    total = days_of(content.steps)
    allowed = {
        limit.amount / HOURS_A_DAY if limit.unit == Unit.HOUR else limit.amount
        for limit in content.limits
        if limit.amount is not None and limit.unit in (Unit.WORKING_DAY, Unit.HOUR)
    }
    if allowed and total not in allowed:
        said = ", ".join(_plain(days) for days in sorted(allowed))
        yield Fault("steps", f"Các bước cộng lại {_plain(total)} ngày làm việc, thời hạn là {said}")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
