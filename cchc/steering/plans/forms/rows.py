"""A row of a review as fields: every cell can be corrected, and only what differs is handed on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.steering.plans.choices import Circle, Comparison, Every, RowKind, TimeKind, Where
from cchc.steering.plans.forms.cells import (
    LABELS,
    MOST_LINES,
    PARTS,
    SPARE,
    Known,
    Line,
    Part,
    choice_field,
    date_of,
    day_field,
    figure_field,
    iso,
    milestone_fields,
    product_fields,
    same,
    shown,
    text_field,
    whole_field,
    whom,
)  # fmt: skip
from cchc.steering.plans.rules import WrongValue


class RowForm(forms.Form):
    """The cells of one row. `only` says which parts are shown; `changes` are those that differ."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, kind: str, value: Mapping[str, Any], version: int, known: Known,
        only: Iterable[str] | None = None, pk: Any = "", prefix: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"version": version}, auto_id=f"{pk}-%s" if pk else "id_%s", prefix=prefix)
        self.kind, self.value, self.known = kind, value, known
        wanted = None if only is None else set(only)
        self.is_whole = wanted is None
        self.names = tuple(name for name in PARTS[kind] if wanted is None or name in wanted)
        self._lines: dict[str, int] = {}
        for name in self.names:
            self._add(name, value.get(name))

    def _add(self, name: str, value: Any) -> None:
        many: dict[str, Callable[[str, int], dict[str, forms.Field]]] = {
            "leads": self._party, "cooperating": self._party, "products": product_fields,
            "milestones": milestone_fields,
        }  # fmt: skip
        if name in many:
            count = self._lines[name] = self._count(name, len(value or ()))
            for place in range(count):
                there = value[place] if place < len(value or ()) else {}
                made = many[name](there.get("text", "") if name == "products" else name, place)
                self.fields |= made
                if place < len(value or ()):
                    self._fill(name, place, value[place])
            return
        if name == "time":
            self._time(value)
            return
        self.fields[name] = self._one(name, value)
        self.initial[name] = shown(name, value)

    def _count(self, name: str, there: int) -> int:
        if not self.is_bound:
            spare = SPARE if self.is_whole else int(not there)
            return min(there + spare, MOST_LINES)
        typed = [key for key in self.data if key.startswith(f"{name}-")]
        places = [int(bit) for key in typed if (bit := key.split("-")[1]).isdigit()]
        return min(max([*places, there - 1], default=-1) + 1, MOST_LINES)

    def _one(self, name: str, value: Any) -> forms.Field:
        choices: dict[str, Any] = {
            "indicator": [("", _("Chưa thuộc chỉ tiêu nào; tự nó là một chỉ tiêu")), *self.known.indicators],
            "comparison": [("", _("không ghi, hiểu là ít nhất")), *Comparison.choices],
            "where": Where.choices,
            "group": [("", _("Không thuộc nhóm nào")), *self.known.groups],
            "subgroup": [("", _("Không")), *self.known.subgroups],
            "parent": [("", _("Không: là nhóm lớn")), *self.known.groups],
        }
        if name in choices:
            options = choices[name]
            if value and all(str(value) != key for key, _label in options):
                options = [*options, (value, value)]
            return choice_field(name, options)
        if name in ("date", "start", "end", "due"):
            return day_field(LABELS[name])
        if name in ("value", "value_to"):
            return figure_field(LABELS[name])
        if name == "year":
            return whole_field(LABELS[name], 1990, 2100)
        if name == "targets":
            return forms.MultipleChoiceField(
                label=LABELS[name], required=False, choices=self.known.targets, widget=forms.CheckboxSelectMultiple
            )
        made = text_field(name, value)
        if name == "tasks":
            made.help_text = _("số của các nhiệm vụ, ví dụ II.03, VI.05.1")
        return made

    def _party(self, name: str, place: int) -> dict[str, forms.Field]:
        nth = {"what": LABELS[name], "n": place + 1}
        return {
            f"{name}-{place}-printed": forms.CharField(
                label=_("%(what)s %(n)s, tên ghi trong kế hoạch") % nth, required=False, max_length=500
            ),
            f"{name}-{place}-unit": forms.ChoiceField(
                label=_("%(what)s %(n)s, là đơn vị") % nth, required=False, choices=self.known.parties(),
                error_messages={"invalid_choice": _("Chọn lại đơn vị")},
            ),
        }  # fmt: skip

    def _fill(self, name: str, place: int, one: Mapping[str, Any]) -> None:
        if name == "products":
            cells = {"text": one["text"], "if_any": one["if_any"]}
        elif name == "milestones":
            cells = {"year": one["year"], "value": Decimal(one["value"])}
        else:
            cells = {"printed": one["printed"], "unit": whom(one)}
        self.initial = {**self.initial, **{f"{name}-{place}-{cell}": told for cell, told in cells.items()}}

    def _time(self, value: Mapping[str, Any]) -> None:
        again = value["recurrence"] or {}
        self.fields |= {
            "time-text": forms.CharField(label=_("Ghi trong kế hoạch"), required=False, max_length=500),
            "time-kind": forms.ChoiceField(label=_("Là"), required=False, choices=TimeKind.choices),
            "time-start": day_field(_("Từ ngày")), "time-due": day_field(_("Hạn")),
            "time-every": forms.ChoiceField(
                label=_("Lặp lại"), required=False, choices=[("", _("không lặp lại")), *Every.choices]
            ),
            "time-day": whole_field(_("Ngày cuối mỗi kỳ"), 1, 31), "time-month": whole_field(_("Tháng"), 1, 12),
        }  # fmt: skip
        self.initial = {
            **self.initial,
            "time-text": value["text"], "time-kind": value["kind"], "time-start": date_of(value["start"]),
            "time-due": date_of(value["due"]), "time-every": again.get("every") or "",
            "time-day": again.get("day"), "time-month": again.get("month"),
        }  # fmt: skip

    @property
    def parts(self) -> list[Part]:
        """What the page shows, in order."""
        found = []
        for name in self.names:
            label = LABELS[name]
            if name == "time":
                found.append(Part(name, label, tuple(self[one] for one in self.fields if one.startswith("time-"))))
            elif name in self._lines:
                own = [[one for one in self.fields if one.startswith(f"{name}-{place}-")]
                       for place in range(self._lines[name])]  # fmt: skip
                lines = tuple(
                    Line(tuple(self[one] for one in names), self.known.hints.get((name, place), ""))
                    for place, names in enumerate(own)
                )
                found.append(Part(name, label, (), lines))
            else:
                found.append(Part(name, label, (self[name],)))
        return found

    def changes(self) -> dict[str, Any]:
        """What was typed that differs from the row, as `services.correct_row` takes it."""
        typed = {name: self._typed(name) for name in self.names}
        told = {name: value for name, value in typed.items() if not same(name, value, self.value.get(name))}
        if self.kind == RowKind.TASK and told.keys() & {"group", "number"}:
            both = (typed.get("group", self.value["group"]), typed.get("number", self.value["number"]))
            told["key"] = ".".join(one for one in both if one)
        return told

    def _typed(self, name: str) -> Any:
        told = self.cleaned_data
        if name in ("leads", "cooperating"):
            lines = ((told[f"{name}-{n}-printed"], told[f"{name}-{n}-unit"]) for n in range(self._lines[name]))
            before = self.value.get(name) or ()
            return [self._whom(before, n, printed, unit) for n, (printed, unit) in enumerate(lines)
                    if printed or unit]  # fmt: skip
        if name == "products":
            texts = [(told[f"products-{n}-text"], told[f"products-{n}-if_any"]) for n in range(self._lines[name])]
            return [{"text": text, "if_any": if_any} for text, if_any in texts if text]
        if name == "milestones":
            points = [(told[f"{name}-{n}-year"], told[f"{name}-{n}-value"]) for n in range(self._lines[name])]
            return [{"year": year, "value": value} for year, value in points if year or value is not None]
        if name == "time":
            return self._time_typed()
        if name == "grounds":
            return [line.strip() for line in told[name].splitlines() if line.strip()]
        if name == "tasks":
            return [key for one in told[name].replace(";", ",").split(",") if (key := one.strip())]
        if name in ("group", "subgroup"):
            return told[name] or None
        return told[name]

    def _whom(self, before: Sequence[Mapping[str, Any]], n: int, printed: str, unit: str) -> dict[str, Any]:
        if n < len(before) and (printed, unit) == (before[n]["printed"], whom(before[n])):
            return dict(before[n])
        kind, _colon, key = unit.partition(":")
        names = {str(pk): name for pk, name in self.known.units} | {str(k): str(v) for k, v in Circle.choices}
        return {
            "printed": printed or names.get(key, ""), "unit": int(key) if kind == "u" else None,
            "circle": key if kind == "c" else "",
        }  # fmt: skip

    def _time_typed(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[f"time-{name}"] for name in ("text", "kind", "start", "due", "every")}
        again = None
        if told["every"]:
            month, day = self.cleaned_data["time-month"], self.cleaned_data["time-day"]
            again = {"every": told["every"], "month": month, "day": day}
        kind = told["kind"]
        if kind in (TimeKind.UNREAD, TimeKind.BLANK) and (again or told["due"]):
            kind = ""
        return {
            "text": told["text"], "kind": kind, "start": iso(told["start"]), "due": iso(told["due"]),
            "recurrence": again, "filled_from": self.value["time"]["filled_from"],
        }  # fmt: skip

    def refuse(self, wrong: WrongValue) -> None:
        """Say at its field what the service could not take."""
        names = [one for one in self.fields if one == wrong.field or one.startswith(f"{wrong.field}-")]
        label = LABELS.get(wrong.field, wrong.field)
        words = {
            "missing": _now("Nhập %(label)s"), "date": _now("%(label)s phải là ngày có thật"),
            "number": _now("%(label)s phải là số"), "choice": _now("%(label)s: chọn lại"),
            "order": _now("%(label)s: số sau phải không nhỏ hơn số trước, ngày sau không sớm hơn ngày trước"),
        }[wrong.why] % {"label": label}  # fmt: skip
        self.add_error(names[0] if names else None, words)
