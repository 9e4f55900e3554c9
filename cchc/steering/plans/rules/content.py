"""What a row of a review holds: plain values that a form can change, checked before they are kept.

Days are ISO dates, figures decimal numbers as text ("62.5"), what is unknown is null.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from cchc.kernel.text import slug
from cchc.steering.plans.rules import reading

HEAD, GROUP, TARGET, TASK, ASSIGNMENT = "head", "group", "target", "task", "assignment"
COMMITMENT, SPELLING, LEFT_OVER, STRUCTURE = "commitment", "spelling", "left_over", "structure"

_IF_ANY = re.compile(r"\s*\(\s*nếu có\s*\)\s*\.?\s*$", re.IGNORECASE)


class WrongValue(ValueError):
    """A value that cannot be kept. `field` names it; `why`: "missing", "date", "number", "choice", "order".

    Where a row is split, `part` says in which of its parts, from 0.
    """

    part = 0

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why


def of_head(head: reading.Head) -> dict[str, Any]:
    """The head as printed."""
    return head.as_json() | {"number": head.number, "issuer": head.issuer, "title": head.title}


def of_target(target: reading.TargetRead, due: date | None) -> dict[str, Any]:
    """A statement; `due` is the day that its task's time says, where it stands in a task."""
    own = due if due is not None and target.year in (None, due.year) else None
    return {
        "text": target.text,
        "quote": target.quote,
        "comparison": target.comparison or "",
        "value": text_of(target.value),
        "value_to": text_of(target.value_to),
        "unit": target.unit,
        "year": target.year if target.year is not None else (own.year if own else None),
        "due": own.isoformat() if own else None,
        "milestones": [{"year": m.year, "value": text_of(m.value)} for m in target.milestones],
        "where": target.where,
        "part": " › ".join(target.under),
        "task": target.task,
        "indicator": "",
        "name": "",
    }


def of_task(task: reading.TaskRead) -> dict[str, Any]:
    """A row of the appendix; its units are matched apart."""
    return {
        "key": task.key,
        "number": task.number,
        "group": task.group,
        "subgroup": task.subgroup,
        "text": task.text,
        "leads": [party(name) for name in task.leads],
        "cooperating": [party(name) for name in task.cooperating],
        "products": [product(text) for text in task.products],
        "time": of_time(task.time),
        "note": task.note,
    }


def of_assignment(given: reading.Assignment) -> dict[str, Any]:
    """What the text gives somebody to do: a task without a row in the appendix."""
    return {
        "key": given.number,
        "number": given.number,
        "group": None,
        "subgroup": None,
        "text": given.text,
        "leads": [party(name) for name in given.leads],
        "cooperating": [party(name) for name in given.cooperating],
        "products": [],
        "time": of_time(given.time),
        "note": "",
    }


def of_commitment(promised: reading.Commitment) -> dict[str, Any]:
    """A promise without a figure; `tasks` are keys of tasks, `targets` places of targets until rows have keys."""
    return {
        "text": promised.text,
        "part": " › ".join(promised.under),
        "time": of_time(promised.time),
        "tasks": list(promised.tasks),
        "targets": list(promised.targets),
    }


def of_group(number: str, name: str, parent: str = "") -> dict[str, Any]:
    """A group of tasks, or with `parent` a heading inside one."""
    return {"number": number, "name": name, "parent": parent}


def of_time(time: reading.TimeRead) -> dict[str, Any]:
    """A time expression."""
    return time.as_json() | {"filled_from": time.filled_from}


def party(printed: str) -> dict[str, Any]:
    """A unit as printed, not matched yet."""
    return {"printed": printed, "unit": None, "circle": "", "confidence": None, "how": ""}


def product(text: str) -> dict[str, Any]:
    """A product; "(nếu có)" behind it says that it comes only where there is occasion."""
    bare = _IF_ANY.sub("", text)
    return {"text": bare or text, "if_any": bare != text}


def text_of(value: Decimal | None) -> str | None:
    """A figure as text without needless noughts."""
    return None if value is None else f"{value.normalize():f}"


_NTH = ("hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


def task_code(value: Mapping[str, Any], kind: str) -> tuple[str, int]:
    """What a task is called in its plan ("II.03", "VI.05.1", "PC.3a" of the text), and which row is called so."""
    if kind == ASSIGNMENT:
        return f"PC.{value['number']}" if value.get("number") else "PC", 1
    if value.get("key"):
        number, _sign, nth = str(value["key"]).partition("#")  # "II.08#2": the plan gives a number twice
        return number, int(nth) if nth.isdecimal() else 1
    return ".".join(str(part) for part in (value.get("group"), value.get("number")) if part), 1


def task_slug(number: str, nth: int = 1) -> str:
    """The number of a task as a part of a URL: "ii-08", of its second row "ii-08-dong-thu-hai"."""
    if nth > 1:
        number += f" dòng thứ {_NTH[nth - 2] if nth - 2 < len(_NTH) else nth}"
    return slug(number) or "nhiem-vu"


def due_points(value: Mapping[str, Any]) -> tuple[tuple[date, Decimal], ...]:
    """The days by which a statement wants a figure: its path, else its own day or the end of its year."""
    if value["milestones"]:
        return tuple((date(m["year"], 12, 31), Decimal(m["value"])) for m in value["milestones"])
    if value["value"] is None or (value["year"] is None and not value["due"]):
        return ()
    day = date.fromisoformat(value["due"]) if value["due"] else date(value["year"], 12, 31)
    return ((day, Decimal(value["value"])),)


def changed(kind: str, value: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`value` with `changes`, checked. Raises WrongValue; TypeError for a field that the kind does not have."""
    checks = _CHECKS[kind]
    unknown = changes.keys() - checks.keys()
    if unknown:
        raise TypeError(f"{kind} has no {', '.join(sorted(unknown))}")
    new = dict(value) | {name: checks[name](name, given) for name, given in changes.items()}
    _check_whole(kind, new)
    return new


def blank(kind: str, text: str) -> dict[str, Any]:
    """What a line placed as `kind` holds to begin with."""
    time = of_time(reading.TimeRead())
    blanks: dict[str, dict[str, Any]] = {
        TARGET: {
            "text": text, "quote": "", "comparison": "", "value": None, "value_to": None, "unit": "%",
            "year": None, "due": None, "milestones": [], "where": "sentence", "part": "", "task": "",
            "indicator": "", "name": "",
        },
        TASK: {
            "key": "", "number": "", "group": None, "subgroup": None, "text": text, "leads": [], "cooperating": [],
            "products": [], "time": time, "note": "",
        },
        ASSIGNMENT: {
            "key": "", "number": "", "group": None, "subgroup": None, "text": text, "leads": [], "cooperating": [],
            "products": [], "time": time, "note": "",
        },
        COMMITMENT: {"text": text, "part": "", "time": time, "tasks": [], "targets": []},
        STRUCTURE: {"text": text},
    }  # fmt: skip
    return blanks[kind]


def complete(kind: str, value: Mapping[str, Any]) -> str:
    """The first field without which a row cannot go into a plan; empty where nothing is missing."""
    needed = {HEAD: ("title", "start", "end"), GROUP: ("number", "name"), TARGET: ("text", "value"),
              TASK: ("text", "number"), ASSIGNMENT: ("text",), COMMITMENT: ("text",)}  # fmt: skip
    missing = next((name for name in needed.get(kind, ()) if value.get(name) in (None, "")), "")
    if not missing and kind == TARGET and value["year"] is None and not value["due"] and not value["milestones"]:
        return "year"
    return missing


def _text(name: str, given: Any) -> str:
    if not isinstance(given, str):
        raise WrongValue(name, "choice")
    return given.strip()


def _needed(name: str, given: Any) -> str:
    text = _text(name, given)
    if not text:
        raise WrongValue(name, "missing")
    return text


def _day(name: str, given: Any) -> str | None:
    if given in (None, ""):
        return None
    if isinstance(given, date):
        return given.isoformat()
    try:
        return date.fromisoformat(given).isoformat()
    except (TypeError, ValueError) as error:
        raise WrongValue(name, "date") from error


def _figure(name: str, given: Any) -> str | None:
    if given in (None, ""):
        return None
    try:
        return text_of(Decimal(str(given)))
    except InvalidOperation as error:
        raise WrongValue(name, "number") from error


def _year(name: str, given: Any) -> int | None:
    if given in (None, ""):
        return None
    try:
        year = int(given)
    except (TypeError, ValueError) as error:
        raise WrongValue(name, "number") from error
    if not 1990 <= year <= 2100:
        raise WrongValue(name, "number")
    return year


def _one_of(*known: str) -> Callable[[str, Any], str]:
    def check(name: str, given: Any) -> str:
        if given is None:
            given = ""
        if given not in known:
            raise WrongValue(name, "choice")
        return str(given)

    return check


def _texts(name: str, given: Any) -> list[str]:
    return [text for one in given if (text := _text(name, one))]


def _milestones(name: str, given: Any) -> list[dict[str, Any]]:
    found: dict[int, str] = {}
    for one in given:
        year, value = _year(name, one.get("year")), _figure(name, one.get("value"))
        if year is None or value is None or year in found:
            raise WrongValue(name, "number")
        found[year] = value
    return [{"year": year, "value": found[year]} for year in sorted(found)]


def _parties(name: str, given: Any) -> list[dict[str, Any]]:
    """Units as a person says them: whatever is named here is sure."""
    found = []
    for one in given:
        unit, circle = one.get("unit"), one.get("circle") or ""
        printed = _text(name, one.get("printed") or "")
        if not printed or (unit and circle):
            raise WrongValue(name, "missing")
        found.append({
            "printed": printed, "unit": int(unit) if unit else None, "circle": circle,
            "confidence": one.get("confidence", 100), "how": one.get("how") or "person",
        })  # fmt: skip
    return found


def _products(name: str, given: Any) -> list[dict[str, Any]]:
    found = []
    for one in given:
        if isinstance(one, str):
            one = product(one)
        text = _text(name, one.get("text") or "")
        if text:
            found.append({"text": text, "if_any": bool(one.get("if_any"))})
    return found


def _time(name: str, given: Any) -> dict[str, Any]:
    start, due = _day(name, given.get("start")), _day(name, given.get("due"))
    if start and due and due < start:
        raise WrongValue(name, "order")
    again = given.get("recurrence")
    if again:
        every, month, day = again.get("every"), again.get("month"), again.get("day")
        if every not in reading.EVERY:
            raise WrongValue(name, "choice")
        again = {"every": every, "month": _count(name, month, 12), "day": _count(name, day, 31)}
        if again["day"] and not again["month"] and every == "year":
            raise WrongValue(name, "missing")
    kind = given.get("kind") or (reading.RECURRING if again else reading.DAY if due else reading.BLANK)
    if kind not in reading.TIME_KINDS:
        raise WrongValue(name, "choice")
    return {
        "text": str(given.get("text") or "").strip(), "kind": kind, "start": start, "due": due,
        "recurrence": again or None, "filled_from": str(given.get("filled_from") or ""),
    }  # fmt: skip


def _count(name: str, given: Any, most: int) -> int | None:
    if given in (None, ""):
        return None
    try:
        count = int(given)
    except (TypeError, ValueError) as error:
        raise WrongValue(name, "number") from error
    if not 1 <= count <= most:
        raise WrongValue(name, "number")
    return count


def _places(name: str, given: Any) -> list[Any]:
    return list(dict.fromkeys(given))


def _optional(name: str, given: Any) -> str | None:
    return _text(name, given) or None if given is not None else None


def _check_whole(kind: str, new: Mapping[str, Any]) -> None:
    if kind == HEAD and new["start"] and new["end"] and new["end"] < new["start"]:
        raise WrongValue("end", "order")
    if kind == TARGET:
        if new["comparison"] == "range" and new["value_to"] is None:
            raise WrongValue("value_to", "missing")
        if None not in (new["value"], new["value_to"]) and Decimal(new["value_to"]) < Decimal(new["value"]):
            raise WrongValue("value_to", "order")


_TASK_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "key": _text, "number": _text, "group": _optional, "subgroup": _optional, "text": _needed, "leads": _parties,
    "cooperating": _parties, "products": _products, "time": _time, "note": _text,
}  # fmt: skip

_CHECKS: dict[str, dict[str, Callable[[str, Any], Any]]] = {
    HEAD: {
        "number": _text, "date": _day, "issuer": _text, "title": _needed, "start": _day, "end": _day,
        "grounds": _texts,
    },
    GROUP: {"number": _needed, "name": _needed, "parent": _text},
    TARGET: {
        "text": _needed, "quote": _text, "comparison": _one_of("", *reading.COMPARISONS), "value": _figure,
        "value_to": _figure, "unit": _text, "year": _year, "due": _day, "milestones": _milestones,
        "where": _one_of(*reading.PLACES), "part": _text, "task": _text, "indicator": _text, "name": _text,
    },
    TASK: _TASK_CHECKS,
    ASSIGNMENT: _TASK_CHECKS,
    COMMITMENT: {"text": _needed, "part": _text, "time": _time, "tasks": _places, "targets": _places},
    SPELLING: {"right": _needed},
    LEFT_OVER: {"text": _needed},
    STRUCTURE: {"text": _text},
}  # fmt: skip
