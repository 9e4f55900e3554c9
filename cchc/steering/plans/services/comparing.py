"""A plan read again: its rows beside those of the reading that became the plan, cell by cell, corrections kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from cchc.foundation.identity.models import Agency
from cchc.kernel.text import fold
from cchc.steering.plans import rules
from cchc.steering.plans.choices import Change, Doubt, ImportState, PlanState, RowKind, RowState
from cchc.steering.plans.models import ImportRow, Plan, PlanImport
from cchc.steering.plans.rules import reading

SAME_TITLE = 85  # of a hundred


def plan_of(agency: Agency, head: reading.Head) -> Plan | None:
    """The plan in force of which a document is a later version: same number and day, or name and period."""
    plans = list(Plan.objects.filter(agency=agency, state=PlanState.IN_FORCE).order_by("-accepted_at"))
    for plan in plans:
        if head.number and fold(plan.number) == fold(head.number) and plan.issued_on == head.signed_on:
            return plan
    for plan in plans:
        same_time = (plan.starts_on, plan.ends_on) == (head.start, head.end)
        if same_time and rules.likeness(plan.title, head.title) >= SAME_TITLE:
            return plan
    return None


def base_of(plan: Plan) -> list[ImportRow]:
    """The rows that became the plan as it is: of the last reading that was accepted into it."""
    last = PlanImport.objects.filter(plan=plan, state=ImportState.ACCEPTED).order_by("-closed_at").first()
    if last is None:
        return []
    return list(last.rows.exclude(change=Change.REMOVED).order_by("position", "pk"))


def against(plan: Plan, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The rows of a new reading, each with what it is to the plan, and the rows that the new version lacks.

    What a person corrected before stands wherever the document itself did not change.
    """
    base = base_of(plan)
    read_before = [row for row in base if row.read_kind]
    parts: dict[Any, list[ImportRow]] = {}
    for row in base:
        if row.split_from_id is not None:
            parts.setdefault(row.split_from_id, []).append(row)
    result: list[ImportRow] = []
    renamed: dict[str, str] = {}
    for pair in rules.compared(map(_entry, read_before), map(_entry, rows)):
        was = pair.was.ref if pair.was else None
        now = pair.now.ref if pair.now else None
        if now is None:
            result += _gone(rows[0].whole, was)
            continue
        result.append(now)
        if was is None:
            now.change = Change.ADDED
            continue
        renamed[str(was.pk)] = str(now.pk)
        if pair.cells:
            _differs(was, now, pair.cells)
        else:
            result += _carried(was, now, parts.get(was.pk, ()))
    for row in result:
        if row.kind == RowKind.COMMITMENT:
            row.value["targets"] = [renamed.get(key, key) for key in row.value["targets"]]
    return result


def _carried(was: ImportRow, now: ImportRow, parts: Iterable[ImportRow]) -> list[ImportRow]:
    """Nothing changed in the document: what people made of the row stands, and of the parts it was split into."""
    now.change, now.kind, now.value, now.of_id, now.reason = (
        Change.SAME,
        was.kind,
        was.value,
        was.of_id,
        was.reason,
    )
    now.doubts = []
    kept = (RowState.DISMISSED, RowState.PLACED)
    now.state = was.state if was.state in kept else RowState.READ
    return [
        ImportRow(
            whole=now.whole, kind=part.kind, split_from=now, line=part.line, lines=part.lines,
            ordinals=now.ordinals, text=part.text, read=part.read, value=part.value, state=RowState.READ,
            change=Change.SAME, of_id=part.of_id, position=0,
        )
        for part in parts
    ]  # fmt: skip


def _differs(was: ImportRow, now: ImportRow, cells: Iterable[rules.Cell]) -> None:
    """The document changed: its new cells stand, the others as people left them."""
    now.cells = [{"field": cell.field, "was": cell.was, "now": cell.now} for cell in cells]
    now.change, now.of_id = Change.CHANGED, was.of_id
    if was.of_id is None and was.state == RowState.DISMISSED:
        now.change = Change.ADDED
        now.doubts.insert(0, {"code": str(Doubt.CHANGED), "words": f"Lần trước đã bỏ qua: {was.reason}"})
        return
    fresh = {name: value for name, value in now.value.items() if now.read.get(name) != was.read.get(name)}
    now.value = now.value | was.value | fresh
    words = f"Khác với kế hoạch đang có: {len(now.cells)} ô"
    now.doubts.insert(0, {"code": str(Doubt.CHANGED), "words": words})


def _gone(whole: PlanImport, was: ImportRow | None) -> list[ImportRow]:
    """A row that says that something of the plan is not in the new version; a person confirms that it ends."""
    if was is None or was.of_id is None:
        return []
    return [
        ImportRow(
            whole=whole, kind=was.kind, line=was.line, lines=was.lines, ordinals=[], text=was.text, read=was.read,
            value=was.value, change=Change.REMOVED, of_id=was.of_id, position=0, state=RowState.TO_LOOK,
            doubts=[{"code": str(Doubt.REMOVED), "words": str(Doubt.REMOVED.label)}],
        )
    ]  # fmt: skip


def _entry(row: ImportRow) -> rules.Entry:
    """A row as the document says it, whatever people made of it."""
    read, kind = row.read, row.read_kind
    if kind == RowKind.HEAD:
        cells = {name: str(read[name] or "") for name in ("number", "date", "issuer", "start", "end")}
        cells["grounds"] = "; ".join(read["grounds"])
        return rules.Entry(row, kind, "head", read["title"], cells)
    if kind == RowKind.GROUP:
        return rules.Entry(row, kind, f"{read['parent']}.{read['number']}", read["name"])
    if kind == RowKind.TARGET:
        path = "; ".join(f"{one['year']}: {one['value']}" for one in read["milestones"])
        names = ("comparison", "value", "value_to", "unit", "year", "due")
        cells = {name: str(read[name] or "") for name in names} | {"milestones": path}
        return rules.Entry(row, kind, "", read["text"], cells)
    if kind in (RowKind.TASK, RowKind.ASSIGNMENT):
        cells = {
            "key": read["key"], "group": ".".join(filter(None, (read["group"], read["subgroup"]))),
            "leads": "; ".join(one["printed"] for one in read["leads"]),
            "cooperating": "; ".join(one["printed"] for one in read["cooperating"]),
            "products": "; ".join(one["text"] for one in read["products"]), "time": _time(read["time"]),
            "note": read["note"],
        }  # fmt: skip
        return rules.Entry(row, kind, read["key"], read["text"], cells)
    if kind == RowKind.COMMITMENT:
        return rules.Entry(row, kind, "", read["text"], {"time": _time(read["time"])})
    if kind == RowKind.SPELLING:
        return rules.Entry(row, kind, "", f"{read['wrong']} {read['right']}")
    return rules.Entry(row, kind, "", read.get("text", ""))


def _time(read: dict[str, Any]) -> str:
    return " · ".join(part for part in (read["text"], read["filled_from"]) if part)
