"""What is typed to shape a task or a plan: products, units and steps line by line, links, contradictions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.choices import Circle, LinkKind
from cchc.steering.plans.forms.acts import ActForm, Named, words
from cchc.ui.choosing import offer

SPARE = 2  # empty lines below those that are there


class Lines(ActForm):
    """Several lines of the same fields, and a few empty ones; a line whose words are taken out goes.

    A line that is there is known by `keys`, in order; fields are called NAME-PLACE. `line` makes the fields of a
    line, each from the line's number as people count.
    """

    def __init__(
        self, *args: Any, keys: Sequence[int], line: Mapping[str, Callable[[int], forms.Field]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys, self.names = list(keys), tuple(line)
        for place in range(len(self.keys) + SPARE):
            for name, field in line.items():
                self.fields[f"{name}-{place}"] = field(place + 1)

    @property
    def lines(self) -> list[tuple[int | None, dict[str, Any]]]:
        """The lines that say something: the key of one that is there or None, and what was typed."""
        found: list[tuple[int | None, dict[str, Any]]] = []
        for place in range(len(self.keys) + SPARE):
            told = {name: self.cleaned_data.get(f"{name}-{place}") for name in self.names}
            if any(told.values()):
                found.append((self.keys[place] if place < len(self.keys) else None, told))
        return found


def _product(nth: int) -> forms.Field:
    return forms.CharField(
        label=_("Sản phẩm %(n)s") % {"n": nth}, required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def _product_if_any(nth: int) -> forms.Field:
    return forms.BooleanField(label=_("Sản phẩm %(n)s chỉ khi có") % {"n": nth}, required=False)


class Products(Lines):
    """What is to come out of a task, each perhaps only where there is occasion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, line={"text": _product, "if_any": _product_if_any}, **kwargs)

    @property
    def products(self) -> list[tuple[int | None, str, bool]]:
        """The products as the service takes them; one without words is taken out."""
        return [(pk, told["text"], bool(told["if_any"])) for pk, told in self.lines if told["text"]]


def _stage(nth: int) -> forms.Field:
    return forms.CharField(label=_("Mốc %(n)s") % {"n": nth}, required=False, max_length=500)


def _stage_due_on(nth: int) -> forms.Field:
    return forms.DateField(
        label=_("Mốc %(n)s, hạn") % {"n": nth}, required=False, help_text=_("Ví dụ 05/02/2026"),
        error_messages={"invalid": _("Hạn phải là ngày có thật")},
    )  # fmt: skip


class Stages(Lines):
    """What is to be reached on the way of a task, and by which day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, line={"text": _stage, "due_on": _stage_due_on}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A day belongs to a step."""
        told: dict[str, Any] = super().clean() or {}
        for place in range(len(self.keys) + SPARE):
            if told.get(f"due_on-{place}") and not told.get(f"text-{place}"):
                self.add_error(f"text-{place}", _now("Nhập mốc, hoặc bỏ trống hạn của mốc"))
        return told

    @property
    def stages(self) -> list[tuple[int | None, str, date | None]]:
        """The steps as the service takes them."""
        return [(pk, told["text"], told["due_on"]) for pk, told in self.lines if told["text"]]


def _printed(nth: int) -> forms.Field:
    return forms.CharField(
        label=_("Đơn vị %(n)s, tên ghi trong kế hoạch") % {"n": nth}, required=False, max_length=500
    )


class Parties(Lines):
    """Which units lead a task, or help in it: the name as printed, and whom of the office it means."""

    def __init__(self, *args: Any, units: Named, **kwargs: Any) -> None:
        self.units = [(f"u:{pk}", name) for pk, name in units]
        super().__init__(*args, line={"printed": _printed, "whom": self._whom}, **kwargs)

    def _whom(self, nth: int) -> forms.Field:
        choices = [
            ("", _("Không phải đơn vị của cơ quan")),
            (_("Nhóm đơn vị"), [(f"c:{key}", label) for key, label in Circle.choices]),
            (_("Đơn vị"), self.units),
        ]
        return forms.ChoiceField(label=_("Đơn vị %(n)s, là") % {"n": nth}, required=False, choices=choices)

    @property
    def parties(self) -> list[dict[str, Any]]:
        """The units as the service takes them; one that is only chosen is printed as it is called."""
        called = {**dict(self.units), **{f"c:{key}": str(label) for key, label in Circle.choices}}
        found = []
        for _pk, told in self.lines:
            kind, _sep, key = (told["whom"] or "").partition(":")
            found.append(
                {
                    "printed": (told["printed"] or "").strip() or called.get(told["whom"], ""),
                    "unit": int(key) if kind == "u" else None, "circle": key if kind == "c" else "",
                }
            )  # fmt: skip
        return found


class SteeringUnit(ActForm):
    """Which unit steers a plan from now on."""

    unit = forms.TypedChoiceField(
        label=_("Đơn vị theo dõi"), coerce=int, error_messages={"required": _("Chọn đơn vị theo dõi")}
    )

    def __init__(self, *args: Any, units: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class Chosen(ActForm):
    """One of several, and no word."""

    which = forms.ChoiceField(
        label=_("Chọn liên kết"), widget=forms.RadioSelect, error_messages={"required": _("Chọn một liên kết")}
    )

    def __init__(self, *args: Any, rows: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "which", rows)


class OutsidePlan(ActForm):
    """The head of another authority's plan."""

    title = forms.CharField(
        label=_("Tên kế hoạch"), max_length=500, error_messages={"required": _("Nhập tên kế hoạch")}
    )
    number = forms.CharField(label=_("Số, ký hiệu"), required=False, max_length=60)
    issued_on = forms.DateField(label=_("Ngày ban hành"), required=False, help_text=_("Ví dụ 05/02/2026"))
    issuer = forms.CharField(
        label=_("Cơ quan ban hành"), max_length=255, error_messages={"required": _("Nhập cơ quan ban hành")}
    )
    kind = forms.ChoiceField(
        label=_("Quan hệ"), choices=LinkKind, widget=forms.RadioSelect, initial=LinkKind.ANSWERS,
        error_messages={"required": _("Chọn quan hệ")},
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Từ ngày"), error_messages={"required": _("Nhập từ ngày")})
    ends_on = forms.DateField(label=_("Đến ngày"), error_messages={"required": _("Nhập đến ngày")})

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        told: dict[str, Any] = super().clean() or {}
        begins, ends = told.get("starts_on"), told.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _now("Đến ngày phải sau hoặc cùng từ ngày"))
        return told


def _chooses(label: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": missing})


class Disagreement(ActForm):
    """That two statements of a plan cannot both be meant, and why."""

    first = _chooses(_("Câu thứ nhất"), _("Chọn câu thứ nhất"))
    second = _chooses(_("Câu thứ hai"), _("Chọn câu thứ hai"))
    why = words(_("Mâu thuẫn ở chỗ nào"), _("Nhập chỗ mâu thuẫn"), rows=2)

    def __init__(self, *args: Any, statements: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [("", _("Chọn một câu")), *statements]
        for name in ("first", "second"):
            offer(self, name, named)

    def clean(self) -> dict[str, Any]:
        """Two, not one twice."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("first") and told.get("first") == told.get("second"):
            self.add_error("second", _now("Chọn hai câu khác nhau"))
        return told


class Settlement(ActForm):
    """Whether two statements do contradict each other."""

    which = forms.TypedChoiceField(
        label=_("Chỗ kế hoạch mâu thuẫn"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một chỗ")},
    )  # fmt: skip
    confirmed = forms.TypedChoiceField(
        label=_("Kết luận"), coerce=lambda told: told == "co", widget=forms.RadioSelect,
        choices=[("co", _("Đúng là mâu thuẫn; giữ cả hai câu")), ("khong", _("Không phải mâu thuẫn"))],
        error_messages={"required": _("Chọn kết luận")},
    )  # fmt: skip
    note = words(_("Ghi chú"), hint=_("Hiểu hai câu thế nào, theo ai"), rows=2, required=False)

    def __init__(self, *args: Any, rows: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "which", rows)

    def clean(self) -> dict[str, Any]:
        """What is set aside says why."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("confirmed") is False and not told.get("note", "").strip():
            self.add_error("note", _now("Nhập vì sao không phải mâu thuẫn"))
        return told


class Move(ActForm):
    """Which statement counts to which target."""

    statement = _chooses(_("Câu của kế hoạch"), _("Chọn câu của kế hoạch"))
    target = _chooses(_("Tính cho chỉ tiêu"), _("Chọn chỉ tiêu"))

    def __init__(self, *args: Any, statements: Named, targets: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "statement", [("", _("Chọn một câu")), *statements])
        offer(self, "target", [("", _("Chọn chỉ tiêu")), *targets])
