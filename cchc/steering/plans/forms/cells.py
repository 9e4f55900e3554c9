"""The cells of a row: what each is called, which field it is, and when what was typed is what was there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.choices import Circle, RowKind
from cchc.steering.plans.rules import content

MOST_LINES = 60  # of units, products, milestones in one row
SPARE = 2  # empty lines below them

LABELS: dict[str, Any] = {
    "number": _("Số"), "date": _("Ngày ban hành"), "issuer": _("Cơ quan ban hành"), "title": _("Tên kế hoạch"),
    "start": _("Từ ngày"), "end": _("Đến ngày"), "grounds": _("Căn cứ, mỗi dòng một căn cứ"), "name": _("Tên"),
    "parent": _("Trong nhóm"), "text": _("Nội dung"), "indicator": _("Thuộc chỉ tiêu"), "comparison": _("So sánh"),
    "value": _("Giá trị"), "value_to": _("Đến"), "unit": _("Đơn vị tính"), "year": _("Năm"), "due": _("Hạn"),
    "milestones": _("Mốc theo năm"), "where": _("Chỗ đứng"), "part": _("Phần"), "task": _("Trong nhiệm vụ"),
    "group": _("Nhóm"), "subgroup": _("Mục"), "key": _("Số trong kế hoạch"), "leads": _("Chủ trì"),
    "cooperating": _("Phối hợp"), "products": _("Sản phẩm"), "time": _("Thời gian"), "note": _("Ghi chú"),
    "tasks": _("Nhiệm vụ thực hiện"), "targets": _("Chỉ tiêu thực hiện"), "wrong": _("Đang viết"),
    "right": _("Viết đúng là"),
}  # fmt: skip

_TASK = ("group", "subgroup", "number", "text", "leads", "cooperating", "products", "time", "note")
PARTS: dict[str, tuple[str, ...]] = {
    RowKind.HEAD: ("title", "number", "date", "start", "end", "issuer", "grounds"),
    RowKind.GROUP: ("number", "name", "parent"),
    RowKind.TARGET: (
        "text", "indicator", "name", "comparison", "value", "value_to", "unit", "year", "due", "milestones",
        "where", "part", "task",
    ),
    RowKind.TASK: _TASK,
    RowKind.ASSIGNMENT: tuple(name for name in _TASK if name not in ("group", "subgroup")),
    RowKind.COMMITMENT: ("text", "part", "time", "tasks", "targets"),
    RowKind.SPELLING: ("right",),
    RowKind.STRUCTURE: (),
    RowKind.LEFT_OVER: ("text",),
}  # fmt: skip
_LONG = {"text", "grounds", "note", "title"}


@dataclass(frozen=True)
class Known:
    """What the rows of one review may name."""

    units: Sequence[tuple[int, str]] = ()
    groups: Sequence[tuple[str, str]] = ()
    subgroups: Sequence[tuple[str, str]] = ()
    indicators: Sequence[tuple[str, str]] = ()
    targets: Sequence[tuple[str, str]] = ()
    hints: Mapping[tuple[str, int], Any] = field(default_factory=dict)

    def parties(self) -> list[Any]:
        """Whom a printed name may mean: a unit, a circle of units, nobody of the agency."""
        return [
            ("", _("Không phải đơn vị của cơ quan")),
            (_("Nhóm đơn vị"), [(f"c:{key}", label) for key, label in Circle.choices]),
            (_("Đơn vị"), [(f"u:{pk}", name) for pk, name in self.units]),
        ]


@dataclass(frozen=True)
class Line:
    """One line of a part that has several: a unit, a product, a milestone."""

    fields: tuple[BoundField, ...]
    hint: Any = ""


@dataclass(frozen=True)
class Part:
    """One value of a row as it stands in the form: a field, or lines of fields."""

    name: str
    label: Any
    fields: tuple[BoundField, ...]
    lines: tuple[Line, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it takes the whole width."""
        return bool(self.lines) or self.name in _LONG or self.name in ("time", "targets", "name", "indicator")


def text_field(name: str, value: Any, **more: Any) -> forms.Field:
    """A cell of words; what may be long gets a box."""
    widget = forms.Textarea(attrs={"rows": 3 if len(str(value or "")) < 240 else 5}) if name in _LONG else None
    return forms.CharField(label=LABELS[name], required=False, max_length=8000, widget=widget, **more)


def choice_field(name: str, choices: Iterable[Any]) -> forms.Field:
    """A cell that takes one of a few."""
    return forms.ChoiceField(
        label=LABELS[name], required=False, choices=list(choices), error_messages={"invalid_choice": _("Chọn lại")}
    )


def day_field(label: Any) -> forms.Field:
    """A cell that takes a day."""
    return forms.DateField(
        label=label, required=False,
        error_messages={"invalid": _("%(label)s phải là ngày có thật") % {"label": label}},
    )  # fmt: skip


def figure_field(label: Any) -> forms.Field:
    """A cell that takes a figure as people write it: 62,5."""
    return forms.DecimalField(
        label=label, required=False, localize=True, max_digits=18, decimal_places=4,
        error_messages={"invalid": _("%(label)s phải là số") % {"label": label}},
    )  # fmt: skip


def whole_field(label: Any, least: int, most: int) -> forms.Field:
    """A cell that takes a whole number between two."""
    said = _("%(label)s phải là số từ %(least)s đến %(most)s") % {"label": label, "least": least, "most": most}
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, widget=forms.TextInput,
        error_messages={"invalid": said, "min_value": said, "max_value": said},
    )  # fmt: skip


def product_fields(text: str, place: int) -> dict[str, forms.Field]:
    """A product, and whether it comes only where there is occasion."""
    nth = {"n": place + 1}
    return {
        f"products-{place}-text": forms.CharField(
            label=_("Sản phẩm %(n)s") % nth, required=False, max_length=4000,
            widget=forms.Textarea(attrs={"rows": min(1 + len(text) // 64, 4)}),
        ),
        f"products-{place}-if_any": forms.BooleanField(label=_("nếu có"), required=False),
    }  # fmt: skip


def milestone_fields(_name: str, place: int) -> dict[str, forms.Field]:
    """A year, and what is to be reached by its end."""
    nth = {"n": place + 1}
    return {
        f"milestones-{place}-year": whole_field(_("Mốc %(n)s, năm") % nth, 1990, 2100),
        f"milestones-{place}-value": figure_field(_("Mốc %(n)s, giá trị") % nth),
    }


def whom(one: Mapping[str, Any]) -> str:
    """The choice that a matched name stands for."""
    if one["unit"]:
        return f"u:{one['unit']}"
    return f"c:{one['circle']}" if one["circle"] else ""


def date_of(value: Any) -> Any:
    """The day of a row, from how it is kept."""
    return date.fromisoformat(value) if value else None


def iso(value: Any) -> str | None:
    """A day as a row keeps it."""
    return value.isoformat() if value else None


def shown(name: str, value: Any) -> Any:
    """What a row holds, as its field shows it."""
    if name in ("date", "start", "end", "due"):
        return date_of(value)
    if name in ("value", "value_to"):
        return None if value is None else Decimal(value)
    if name == "grounds":
        return "\n".join(value or ())
    if name == "tasks":
        return ", ".join(value or ())
    return value


def same(name: str, typed: Any, before: Any) -> bool:
    """Whether what was typed is what the row holds already."""
    if name in ("value", "value_to"):
        return bool(content.text_of(typed) == before)
    if name in ("date", "start", "end", "due"):
        return bool(iso(typed) == before)
    if name == "milestones":
        points = [(one["year"], content.text_of(one["value"])) for one in typed]
        return points == [(one["year"], one["value"]) for one in before]
    if name in ("leads", "cooperating"):
        return [(one["printed"], whom(one)) for one in typed] == [(one["printed"], whom(one)) for one in before]
    if name == "time":
        return _clock(typed) == _clock(before)
    if isinstance(typed, str):
        return _words(typed) == _words(before or "")
    return bool(typed == before) or (not typed and not before)


def _words(text: str) -> str:
    """Text as a browser sends it back: its line ends are its own."""
    return text.replace("\r\n", "\n").strip()


def _clock(time: Mapping[str, Any]) -> tuple[Any, ...]:
    again = time["recurrence"] or {}
    return (
        time["text"].strip(), time["kind"], time["start"], time["due"], again.get("every") or "",
        again.get("month"), again.get("day"),
    )  # fmt: skip
