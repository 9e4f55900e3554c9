"""What a URL asks of figures: the day, the unit, the period, the reading; kept from link to link."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cchc.foundation.identity.querysets import units
from cchc.steering.indicators import rules
from cchc.steering.indicators.choices import Kind, Part
from cchc.steering.indicators.rules import Definition, Figure, Goal
from cchc.steering.indicators.services import ENDANGERING, Measure, Wanted, measures
from cchc.steering.plans.forms.figures import FigureAsOf
from cchc.steering.plans.models import Target
from cchc.steering.plans.services import goals_of
from cchc.steering.plans.views.lines import others_label
from cchc.steering.plans.views.opened import OTHERS, Opened, leads_of, with_query
from cchc.steering.plans.views.targets import words
from cchc.steering.plans.views.targets.own import OURS, own_target
from cchc.ui.wording import number

KEPT = ("den", "dv")  # what every page of a plan keeps
ASKED = (*KEPT, "ky", "cach", "rieng")  # what the pages of one figure keep
NOBODY = "khong"  # as a unit: what no unit owns
PARTS = {
    "tu-so": Part.NUMERATOR, "mau-so": Part.DENOMINATOR, "khong-tinh": Part.EXCLUDED, "nguy-co": ENDANGERING,
}  # fmt: skip
SLUGS = {str(part): slug for slug, part in PARTS.items()}


def office_units(opened: Opened) -> list[tuple[str, str]]:
    """The units of the plan's agency that there were at any time, by name: the past is asked for, too."""
    own = [unit for unit in units().values() if unit.agency_id == opened.plan.agency_id]
    return [(str(unit.id), unit.name) for unit in sorted(own, key=lambda unit: unit.name)]


def units_to_choose(opened: Opened) -> list[tuple[str, str]]:
    """The units of the agency, and whoever else leads tasks of the plan."""
    own = office_units(opened)
    known = {key for key, _name in own}
    others = [(key, others_label() if key == OTHERS else name) for key, name in leads_of(opened.plan)]
    return own + [one for one in others if one[0] not in known]


def is_charted(target: Target) -> bool:
    """Whether a target, as its plan was read, can be looked at by unit."""
    definition = rules.definitions().get(target.definition)
    return definition is not None and definition.by_unit and not definition.declared


def target_url(slug: str, code: str) -> str:
    """The page of a target."""
    return reverse("plans:target", args=[slug, code.lower()])


def rows_url(slug: str, code: str) -> str:
    """The rows behind a target's figure."""
    return reverse("plans:figure-rows", args=[slug, code.lower()])


def of_part(url: str, given: Any, part: str, **more: Any) -> str:
    """The rows of one part, asked for as the page was; an empty value of `more` takes its name out."""
    return with_query(url, given, ASKED, loai=SLUGS[str(part)], **more)


def linked(count: int | None, url: str) -> SafeString | str:
    """A number that opens its rows; nothing opens nothing."""
    if count is None:
        return words.unknown_words(None) and "–"
    said = number(count)
    return format_html('<a href="{}">{}</a>', url, said) if count else said


def cell_links(url: str, given: Any, **more: Any) -> Callable[[Figure, str], SafeString | str]:
    """Of a table by unit: each number with the rows that the unit owns itself."""

    def link(figure: Figure, part: str) -> SafeString | str:
        told = {"dv": figure.unit_id or NOBODY, "rieng": 1, **more}
        return linked(getattr(figure, part), of_part(url, given, Part(part), **told))

    return link


@dataclass(frozen=True)
class Looked:
    """One figure as it is asked for: of which target, by which measure, and what is wanted of it."""

    opened: Opened
    target: Target  # of the plan, or what the program counts beside it
    bound: Measure | None  # by what the target is measured, whatever is looked at now
    form: FigureAsOf
    given: QueryDict

    @property
    def is_own(self) -> bool:
        """Whether the plan has no such target: the program counts it beside."""
        return self.target._state.adding

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """What it is to reach; every value of it is shown on the side of these on which it lies."""
        return () if self.is_own else goals_of(self.target)

    @property
    def url(self) -> str:
        """The target's page."""
        return target_url(self.opened.plan.slug, self.target.code)

    @property
    def rows_url(self) -> str:
        """The rows behind the figure."""
        return rows_url(self.opened.plan.slug, self.target.code)

    @property
    def day(self) -> date:
        """Up to which day."""
        return self.form.day

    @property
    def is_past(self) -> bool:
        """Whether that day is over."""
        return self.day < self.opened.today

    @property
    def definition(self) -> Definition | None:
        """What is measured."""
        return rules.definitions()[self.bound.indicator] if self.bound else None

    @property
    def unit(self) -> str:
        """The unit as the URL names it."""
        return self.form.told("dv") or ""

    @property
    def own_only(self) -> bool:
        """Whether the units inside are left out: a line of the table by unit."""
        return self.given.get("rieng") == "1" and (bool(self.unit) or self.given.get("dv") == NOBODY)

    @property
    def unit_name(self) -> str:
        """Of whom the figure is, in words."""
        if self.own_only and not self.unit:
            return _("không thuộc đơn vị nào")
        name = units()[int(self.unit)].name if self.unit else _("toàn cơ quan")
        inside = any(int(self.unit) in unit.path and unit.id != int(self.unit) for unit in units().values()) if (
            self.unit and self.own_only
        ) else False  # fmt: skip
        return _("%(unit)s, không kể đơn vị bên trong") % {"unit": name} if inside else name

    @property
    def measure(self) -> Measure | None:
        """The measure as it is looked at: another reading or period than the bound one where the URL says so."""
        if self.bound is None:
            return None
        return replace(
            self.bound, reading=self.form.told("cach") or self.bound.reading,
            period=self.form.told("ky") or self.bound.period,
        )  # fmt: skip

    def wanted(self, **other: Any) -> Wanted:
        """The figure that is asked for. Raises Http404 where nothing measures the target."""
        measure = self.measure
        if measure is None:
            raise Http404
        told: dict[str, Any] = {
            "measure": measure, "agency_id": self.opened.plan.agency_id,
            "at": rules.moment_of(self.day, self.opened.at),
            "unit_id": int(self.unit) if self.unit else None, "own": self.own_only,
        }  # fmt: skip
        return Wanted(**told | other)


def look(opened: Opened, code: str, given: QueryDict) -> Looked:
    """What a URL asks of one target of the plan. Raises Http404."""
    rows = Target.objects.filter(plan=opened.plan.pk).live().with_statements()
    target = rows.filter(code__iexact=code).first() or _own(opened, code)
    if target is None:
        raise Http404
    bound = measures({target.pk: target.definition}).get(target.pk)
    definition = rules.definitions()[bound.indicator] if bound else None
    readings = [
        (one.key, one.name.said(words.language()))
        for one in (definition.versions[-1].readings if definition else ())
    ]
    periods = definition is not None and definition.kind == Kind.FLOW
    form = FigureAsOf(given, office_units(opened), readings, opened.today, periods=periods)
    return Looked(opened, target, bound, form, given)


def _own(opened: Opened, code: str) -> Target | None:
    definition = rules.by_code(code.upper())
    if definition is None or definition.key not in OURS:
        return None
    if Target.objects.filter(plan=opened.plan.pk, definition=definition.key).live().exists():
        return None
    return own_target(opened.plan, definition.key)
