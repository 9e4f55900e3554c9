"""How a row of a review reads: where it stands in the document, what was made of it, why it needs a look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cchc.kernel.text import fold
from cchc.steering.plans import rules
from cchc.steering.plans.choices import (
    Change,
    Circle,
    Comparison,
    Doubt,
    Every,
    RowKind,
    RowState,
    TimeKind,
    Where,
    numbered,
)
from cchc.steering.plans.forms.cells import LABELS, PARTS, Known
from cchc.steering.plans.forms.rows import RowForm
from cchc.steering.plans.models import ImportRow
from cchc.steering.plans.rules import content
from cchc.steering.plans.views.doubt_words import Told
from cchc.ui.wording import day, number

UNITS = frozenset({Doubt.UNIT_ENDED, Doubt.UNIT_UNKNOWN, Doubt.UNIT_UNSURE, Doubt.NO_LEAD})
SETTLED = (RowState.CONFIRMED, RowState.CORRECTED, RowState.PLACED, RowState.DISMISSED)
BELONGABLE = (RowKind.TARGET, RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT)
SPLITTABLE = (*BELONGABLE, RowKind.LEFT_OVER)
MERGEABLE = (RowKind.TASK, RowKind.ASSIGNMENT, RowKind.COMMITMENT)
SURE = 90
IN_WORDS = (RowKind.TARGET, RowKind.COMMITMENT, RowKind.ASSIGNMENT)  # read from sentences
_BEFORE = r"(?:(?:tối thiểu|tối đa|ít nhất|nhiều nhất|không quá|trên|dưới|đạt|tăng|giảm|từ|khoảng)\s+){0,3}"


@dataclass(frozen=True)
class Difference:
    """A cell of the plan that is not as it was."""

    label: Any
    was: str
    now: str


@dataclass
class Shown:
    """A row as the page shows it."""

    row: ImportRow
    url: str
    title: str
    under: str
    source: Sequence[tuple[Any, SafeString]]
    facts: Sequence[tuple[Any, SafeString]]
    doubts: Sequence[Told]
    differences: Sequence[Difference]
    form: RowForm | None = None
    mode: str = "list"  # list, edit, place, split, settled
    yes: str = ""
    no: str = ""
    others: Sequence[tuple[str, str]] = field(default=())  # rows that it may belong to
    parts: Sequence[RowForm] = field(default=())  # of a row that is split
    typed_reason: str = ""
    reason_missing: bool = False
    theirs: str = ""  # who was faster, in words
    fault: str = ""

    @property
    def key(self) -> str:
        """Where it stands on the page."""
        return f"d-{self.row.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether a person has said something of it."""
        return self.row.state in SETTLED

    @property
    def is_left_over(self) -> bool:
        """Whether it is placed nowhere."""
        return self.row.kind == RowKind.LEFT_OVER

    @property
    def stones(self) -> Sequence[Mapping[str, Any]]:
        """The path of a target through the years."""
        return self.row.value.get("milestones") or ()

    @property
    def measure(self) -> str:
        """How the figures of a path are to be read: "ít nhất, %"."""
        comparison = Comparison(self.row.value.get("comparison") or Comparison.AT_LEAST).label
        return ", ".join(filter(None, (str(comparison), self.row.value.get("unit", ""))))

    @property
    def edits(self) -> bool:
        """Whether its cells can be changed one by one."""
        return len(PARTS[self.row.kind]) > 1 and self.row.change != Change.REMOVED

    @property
    def drops(self) -> bool:
        """Whether it may be left out, with a reason."""
        return self.row.kind != RowKind.HEAD and not self.no and self.row.state != RowState.DISMISSED

    @property
    def merges(self) -> bool:
        """Whether another row may be the rest of it."""
        return self.row.kind in MERGEABLE and self.row.change != Change.REMOVED

    @property
    def splits(self) -> bool:
        """Whether it may be several things."""
        return self.row.kind in SPLITTABLE and self.row.change != Change.REMOVED


def asked(row: ImportRow) -> list[str]:
    """The cells that stand open on the page of rows that need a look: those that are in doubt."""
    codes = {doubt["code"] for doubt in row.doubts}
    if row.change == Change.REMOVED:
        return []
    if row.kind == RowKind.HEAD:
        return ["title", "number", "date", "start", "end"]
    if row.kind == RowKind.GROUP:
        return ["number", "name"]
    if row.kind == RowKind.TARGET:
        if row.value["milestones"]:
            return ["indicator", "comparison", "unit", "milestones"]
        names = ["indicator", "comparison", "value", "unit", "year"]
        names += ["value_to"] if row.value["comparison"] == Comparison.RANGE else []
        return names + (["due"] if row.value["due"] else [])
    if row.kind == RowKind.SPELLING:
        return ["right"]
    if row.kind in (RowKind.TASK, RowKind.ASSIGNMENT):
        names = ["number"] if Doubt.MISSING in codes else []
        if codes & UNITS:
            names += [name for name in ("leads", "cooperating") if _is_unsure(row.value[name], name == "leads")]
        if Doubt.READER in codes or row.value["time"]["kind"] == TimeKind.UNREAD:
            names.append("time")
        return names
    return []


def _is_unsure(parties: Sequence[Mapping[str, Any]], leads: bool) -> bool:
    return (leads and not parties) or any(
        one.get("was") or (not one["circle"] and (not one["unit"] or (one["confidence"] or 0) < SURE))
        for one in parties
    )


def hints_of(row: ImportRow, units: Mapping[int, str]) -> dict[tuple[str, int], Any]:
    """How surely each name of a row was matched."""
    return {
        (name, place): how_matched(one, units)
        for name in ("leads", "cooperating")
        for place, one in enumerate(row.value.get(name) or ())
    }


def how_matched(one: Mapping[str, Any], units: Mapping[int, str]) -> str:
    """How a printed name was matched, and how surely."""
    if one["how"] == "person":
        return _("người xem lại chọn")
    if one["circle"]:
        return _("một nhóm đơn vị")
    if one.get("was"):
        was = units.get(one["was"], "")
        if not one["unit"]:
            return _("%(was)s không còn, chưa rõ đơn vị kế thừa") % {"was": was}
        return _("kế thừa %(was)s, khớp %(sure)s%%") % {"was": was, "sure": one["confidence"]}
    if not one["unit"]:
        return _("không khớp đơn vị nào")
    how = {
        "name": _("đúng tên"), "short": _("tên gọi tắt"), "initials": _("chữ viết tắt"), "like": _("gần giống"),
    }.get(one["how"], "")  # fmt: skip
    return f"{how}, {_('khớp')} {one['confidence']}%" if how else f"{_('khớp')} {one['confidence']}%"


def title_of(row: ImportRow, known: Known) -> str:
    """What a row is called."""
    value, kind = row.value, row.kind
    if kind == RowKind.TARGET:
        name = value["name"] or dict(known.indicators).get(value["indicator"], "")
        where = {
            Where.TASK: _("Chỉ tiêu trong cột nhiệm vụ"), Where.PRODUCT: _("Chỉ tiêu trong cột sản phẩm"),
            Where.TIME: _("Chỉ tiêu trong cột thời gian"), Where.TABLE: _("Chỉ tiêu trong bảng"),
        }.get(value["where"], _("Chỉ tiêu"))  # fmt: skip
        return f"{where}: {name}" if name else where
    if kind == RowKind.SPELLING:
        return _("Nghi lỗi quét: %(right)s?") % {"right": value["right"]}
    if kind == RowKind.LEFT_OVER:
        return _("Dòng này là gì?")
    label = str(RowKind(kind).label)
    if kind == RowKind.TASK:
        return f"{_('Nhiệm vụ')} {numbered(*content.task_code(value, kind))}"
    if kind == RowKind.ASSIGNMENT:
        return f"{label} {value['number']}".strip()
    if kind == RowKind.GROUP:
        return f"{label} {'.'.join(filter(None, (value['parent'], value['number'])))}"
    return label


def source_of(row: ImportRow) -> list[tuple[Any, SafeString]]:
    """The lines of the document that a row was read from, cell by cell where they are a row of a table."""
    needles = _needles(row)
    cells = row.read.get("cells")
    if cells:
        return [(head, marked(text, needles)) for head, text in cells if text]
    lines = [line.replace("\t", " · ") for line in row.text.splitlines() if line.strip()]
    return [("", marked(line.strip(" ·"), needles)) for line in lines]


def _needles(row: ImportRow) -> list[str]:
    read, kind = row.read, row.kind
    if kind == RowKind.SPELLING:
        return [rf"(?<!\w){re.escape(read['wrong'])}(?!\w)"]
    if kind == RowKind.TARGET:
        figures = [one["value"] for one in read.get("milestones") or ()] or [read.get("value")]
        unit = re.escape(read.get("unit") or "")
        return [_BEFORE + re.escape(figure).replace(r"\.", "[.,]") + rf"\s*{unit}" for figure in figures if figure]
    if kind in (RowKind.TASK, RowKind.ASSIGNMENT) and row.doubts:
        names = [one["printed"] for role in ("leads", "cooperating") for one in read.get(role) or ()]
        time = read.get("time") or {}
        return [re.escape(one) for one in (*names, time.get("text"), time.get("filled_from")) if one]
    return []


def marked(text: str, needles: Iterable[str]) -> SafeString:
    """Text with what matters in it marked."""
    wanted = "|".join(f"(?:{needle})" for needle in needles)
    if not wanted:
        return mark_safe(escape(text))  # noqa: S308 - escaped
    out, at = [], 0
    for found in re.finditer(wanted, text, re.IGNORECASE):
        if found.end() > found.start():
            out += [escape(text[at : found.start()]), format_html("<mark>{}</mark>", found[0])]
            at = found.end()
    return mark_safe("".join([*out, escape(text[at:])]))  # noqa: S308 - each piece is escaped


def facts_of(
    row: ImportRow, known: Known, units: Mapping[int, str], without: Iterable[str] = ()
) -> list[tuple[Any, SafeString]]:
    """What was made of a row, cell by cell; what is empty, or stands open for change, is left out."""
    value = row.value
    hidden = set(without)
    said_whole = len(value.get("quote") or value.get("text", "")) * 5 > len(row.text) * 4
    if row.kind in IN_WORDS and not row.touched and said_whole:
        hidden.add("text")  # it stands beside it, word for word
    found: list[tuple[Any, Any]] = []
    if row.kind == RowKind.HEAD:
        found = [("title", value["title"]), ("number", value["number"]), ("date", _day(value["date"])),
                 ("start", _day(value["start"])), ("end", _day(value["end"])), ("issuer", value["issuer"]),
                 ("grounds", lines(value["grounds"]))]  # fmt: skip
    elif row.kind == RowKind.GROUP:
        found = [("name", value["name"])]
    elif row.kind == RowKind.TARGET:
        said = value["quote"] or value["text"]
        found = [("text", said), ("value", "" if value["milestones"] else figure_words(value)),
                 ("indicator", dict(known.indicators).get(value["indicator"], _("tự nó là một chỉ tiêu"))),
                 ("task", value["task"])]  # fmt: skip
    elif row.kind in (RowKind.TASK, RowKind.ASSIGNMENT):
        found = [("text", value["text"]), ("leads", lines(party_words(value["leads"], units))),
                 ("cooperating", lines(party_words(value["cooperating"], units))),
                 ("products", lines(_product(one) for one in value["products"])),
                 ("time", time_words(value["time"])), ("note", value["note"])]  # fmt: skip
    elif row.kind == RowKind.COMMITMENT:
        targets = dict(known.targets)
        carried = [*(_("Nhiệm vụ %(key)s") % {"key": key} for key in value["tasks"]),
                   *(targets[key] for key in value["targets"] if key in targets)]  # fmt: skip
        found = [("text", value["text"]), ("time", time_words(value["time"])),
                 ("tasks", lines(carried) or _("chưa có nhiệm vụ, chỉ tiêu nào thực hiện"))]  # fmt: skip
    return [(LABELS[name], told) for name, told in found if told and name not in hidden]


def lines(texts: Iterable[Any]) -> SafeString:
    """Several things, one below the other."""
    return format_html_join("", '<span class="one">{}</span>', ((text,) for text in texts))


def _product(one: Mapping[str, Any]) -> str:
    return f"{one['text']} ({_('nếu có')})" if one["if_any"] else str(one["text"])


def party_words(parties: Iterable[Mapping[str, Any]], units: Mapping[int, str]) -> list[SafeString]:
    """Each name as printed, the unit that it means, how surely."""
    found = []
    for one in parties:
        name = units.get(one["unit"], "") if one["unit"] else ""
        if one["circle"]:
            name = str(Circle(one["circle"]).label)
        same = not name or fold(name) == fold(one["printed"])
        arrow = "" if same else f" → {name}"
        found.append(format_html('{}{} <span class="muted">({})</span>', one["printed"], arrow,
                                 how_matched(one, units)))  # fmt: skip
    return found


def figure_words(value: Mapping[str, Any]) -> str:
    """A figure to be reached in words: "ít nhất 80% đến hết năm 2025"."""
    if value["value"] is None:
        return _("chưa đọc được")
    comparison = str(Comparison(value["comparison"] or Comparison.AT_LEAST).label)
    upper = f" – {number(Decimal(value['value_to']))}" if value["value_to"] else ""
    unit = value["unit"] if value["unit"] == "%" else f" {value['unit']}"
    said = f"{comparison} {number(Decimal(value['value']))}{upper}{unit}".rstrip()
    if value["due"]:
        return _("%(figure)s đến %(day)s") % {"figure": said, "day": _day(value["due"])}
    if value["year"]:
        return _("%(figure)s đến hết năm %(year)s") % {"figure": said, "year": value["year"]}
    return said


def time_words(time: Mapping[str, Any]) -> SafeString:
    """When, as printed and as read."""
    read = []
    again = time["recurrence"]
    if again:
        read.append(str(Every(again["every"]).label))
        if again["day"]:
            read.append(_("chậm nhất ngày %(day)s") % {
                "day": "/".join(f"{one:02}" for one in (again["day"], again["month"]) if one)})  # fmt: skip
    if time["start"]:
        read.append(_("từ %(day)s") % {"day": _day(time["start"])})
    if time["due"]:
        read.append(_("hạn %(day)s") % {"day": _day(time["due"])})
    if not read and time["kind"] in (TimeKind.REGULAR, TimeKind.UNREAD):
        read.append(str(TimeKind(time["kind"]).label).lower())
    if not time["text"] and not read:
        return mark_safe("")
    printed = " · ".join(f"“{one}”" for one in (time["text"], time["filled_from"]) if one)
    return format_html("{}{}{}", printed, " → " if printed and read else "", ", ".join(read))


def _day(value: str | None) -> str:
    return day(date.fromisoformat(value)) if value else ""


def differences_of(row: ImportRow) -> list[Difference]:
    """What the new version says otherwise."""
    return [
        Difference(LABELS.get(cell["field"], cell["field"]), _plain(cell["field"], cell["was"]),
                   _plain(cell["field"], cell["now"]))
        for cell in row.cells
    ]  # fmt: skip


def _plain(name: str, text: str) -> str:
    if name in ("date", "start", "end", "due") and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _day(text)
    if name == "comparison" and text:
        return str(Comparison(text).label)
    return text or _("(trống)")


def yes_of(row: ImportRow, units: Mapping[int, str]) -> str:
    """What the button that settles a row says: what it does."""
    codes = {doubt["code"] for doubt in row.doubts}
    if row.kind == RowKind.SPELLING:
        places = row.value.get("places", 1)
        return _("Thay cả %(n)s chỗ") % {"n": places} if places > 1 else _("Thay chỗ này")
    if row.change == Change.REMOVED:
        return _("Đúng, không còn trong kế hoạch")
    if Doubt.UNIT_ENDED in codes:
        heirs = [units[one["unit"]] for one in row.value["leads"] if one.get("was") and one["unit"] in units]
        if len(set(heirs)) == 1:
            return _("Giao cho %(unit)s") % {"unit": heirs[0]}
    if Doubt.CONTRADICTION in codes:
        return _("Giữ cả hai, ghi mâu thuẫn")
    return _("Nhận bản mới") if Doubt.CHANGED in codes else _("Đúng")


def no_of(row: ImportRow) -> str:
    """What the other button says, where there are only two answers."""
    if row.kind == RowKind.SPELLING:
        return _("Giữ nguyên văn")
    return _("Giữ lại trong kế hoạch") if row.change == Change.REMOVED else ""


def indicators() -> list[tuple[str, str]]:
    """The indicators that a statement may belong to, by their code."""
    return [(one.key, f"{one.code} {one.name}") for one in rules.definitions().values()]


def is_key(text: str) -> bool:
    """Whether a text is the key of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
