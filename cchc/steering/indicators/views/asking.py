"""How values are asked for: by hand, and by the rules that an agency sets."""

from abc import abstractmethod
from datetime import datetime
from typing import Any, Self, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_safe

from cchc.foundation.identity.choices import Right
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.foundation.identity.permissions import is_staff
from cchc.foundation.identity.querysets import units
from cchc.kernel.access import needing, opens_to
from cchc.kernel.clock import now
from cchc.steering.indicators import permissions, rules, services
from cchc.steering.indicators.choices import Every, PeriodKind
from cchc.steering.indicators.forms import declaring as forms
from cchc.steering.indicators.models import AskingRule, Declaration
from cchc.steering.indicators.services import CannotDeclare
from cchc.ui import acts
from cchc.ui.wording import day as day_words


@needing(Right.STEER.label)
def steers(user: Any) -> bool:
    """Whether a person steers an agency today: the door of what is asked for and how."""
    at = now()
    return is_staff(user) and any(permissions.can_steer(user, pk, at) for pk in permissions.agencies_of(user, at))


def agency_of(user: User, at: datetime) -> Agency:
    """The agency that a person steers: their own, where they do. Raises PermissionDenied."""
    for pk in sorted(permissions.agencies_of(user, at), key=lambda pk: pk != user.agency_id):
        if permissions.can_steer(user, pk, at):
            return Agency.objects.get(pk=pk)
    raise PermissionDenied


def named_units(agency_id: int, day: Any) -> list[tuple[int, str]]:
    """The units of an agency on a day, by name."""
    found = [
        (unit.name, pk) for pk, unit in units().items()
        if unit.agency_id == agency_id and unit.starts_on <= day and (unit.ends_on is None or unit.ends_on >= day)
    ]  # fmt: skip
    return [(pk, name) for name, pk in sorted(found)]


class OfficePage(acts.ActPage):
    """An act of who steers the agency."""

    frame = "indicators/frame.html"
    always = {CannotDeclare: ("", "")}

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.at, self.user = now(), cast("User", request.user)
        self.agency = agency_of(self.user, self.at)

    def require(self) -> None:
        """Who steers."""
        permissions.require_steer(self.user, self.agency.pk, self.at)

    @property
    def version(self) -> int:
        """Nothing that others change meanwhile."""
        return 0

    @property
    @abstractmethod
    def subject(self) -> str:
        """What it is done to."""

    def again(self) -> Self:
        """Read anew."""
        return type(self)(self.request)


class AskValue(OfficePage):
    """Ask a unit to declare a value."""

    title = _l("Yêu cầu khai giá trị")
    form_class = forms.Ask
    versioned = False
    made: Declaration | None = None

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Yêu cầu khai")

    @property
    def subject(self) -> str:
        """Where it will lie."""
        return _("Việc khai nằm trong hộp việc của đơn vị được yêu cầu cho đến khi khai xong.")

    @property
    def back_url(self) -> str:
        """All of them."""
        return reverse("indicators:declarations")

    @property
    def done_url(self) -> str:
        """The value's page."""
        return reverse("indicators:declaration", args=[self.made.pk]) if self.made else self.back_url

    def arguments(self) -> dict[str, Any]:
        """The declared indicators, the units of the office."""
        language, today = get_language() or "vi", localdate(self.at)
        named = [
            (key, f"{one.code} {one.name.said(language)}")
            for key, one in rules.definitions().items()
            if one.declared
        ]
        return {"indicators": named, "units": named_units(self.agency.pk, today), "today": today}

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Ask for it, before one's own unit."""
        definition, ends_on = rules.definitions()[told["indicator"]], told["ends_on"]
        period = None
        if definition.kind == "flow":
            whole = rules.period_of(PeriodKind(told["period"]), ends_on)
            period = rules.Period(whole.start, ends_on, whole.kind)
        same = Declaration.objects.approved().filter(
            agency=self.agency, indicator=told["indicator"], reading="", unit=None, ends_on=ends_on,
            starts_on=period.start if period else None,
        )  # fmt: skip
        if same.exists():
            raise CannotDeclare("ends_on", _("Kỳ này đã có giá trị được duyệt; mở giá trị đó để thay"))
        self.made = services.ask_value(
            agency=self.agency, indicator=told["indicator"], period=period, on=None if period else ends_on,
            asked_unit=Unit.objects.get(pk=told["asked_unit"]), due_on=told["due_on"],
            approving_unit=self._own_unit(), by=self.user, at=self.at,
        )  # fmt: skip
        return _("Đã yêu cầu %(unit)s khai %(code)s trước hết ngày %(day)s") % {
            "unit": self.made.asked_unit.name, "code": definition.code, "day": day_words(self.made.due_on),
        }  # fmt: skip

    def _own_unit(self) -> Unit | None:
        day = localdate(self.at)
        for grant in self.user.grants:
            if grant.agency_id == self.agency.pk and Right.STEER in grant.rights and grant.runs_on(day):
                return Unit.objects.get(pk=grant.unit_id)
        return None


class SetRule(OfficePage):
    """Set how the values of an indicator are asked for."""

    title = _l("Đặt lịch yêu cầu khai")
    form_class = forms.Rule
    key: str

    @property
    def definition(self) -> rules.Definition:
        """The indicator."""
        return rules.definitions()[self.key]

    @property
    def asking(self) -> services.Asking:
        """How it is asked for now."""
        return services.asking_of(self.key, AskingRule.objects.of_agency(self.agency.pk))

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Lưu lịch của %(code)s") % {"code": self.definition.code}

    @property
    def subject(self) -> str:
        """The indicator."""
        return f"{self.definition.code} {self.definition.name.said(get_language() or 'vi')}"

    @property
    def version(self) -> int:
        """The rule's; 0 where there is none."""
        rule = self.asking.rule
        return int(rule.version) if rule else 0

    @property
    def back_url(self) -> str:
        """All of them."""
        return reverse("indicators:asking")

    def again(self) -> Self:
        """Read anew."""
        page = type(self)(self.request)
        page.key = self.key
        return page

    def arguments(self) -> dict[str, Any]:
        """The units of the office."""
        return {"units": named_units(self.agency.pk, localdate(self.at))}

    def initial(self) -> dict[str, Any]:
        """As it is now."""
        now_set = self.asking
        unit = now_set.asked_unit.pk if now_set.asked_unit else None
        return {
            "is_on": now_set.is_on, "asked_unit": unit, "every": now_set.every, "due_days": now_set.due_days,
        }  # fmt: skip

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Set it."""
        unit = Unit.objects.get(pk=told["asked_unit"]) if told["asked_unit"] else None
        services.set_asking(
            agency=self.agency, indicator=self.key, version=version or None, is_on=told["is_on"], asked_unit=unit,
            every=Every(told["every"]), due_days=told["due_days"], by=self.user, at=self.at,
        )  # fmt: skip
        return _("Đã lưu lịch yêu cầu khai của %(code)s") % {"code": self.definition.code}


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(steers)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a unit for a value by hand."""
    return AskValue(request).answer()


@require_http_methods(["GET", "HEAD", "POST"])
@opens_to(steers)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Set how the values of one indicator are asked for."""
    definition = rules.definitions().get(key)
    if definition is None or not definition.declared:
        raise Http404
    page = SetRule(request)
    page.key = key
    return page.answer()


@require_safe
@opens_to(steers)
def asking(request: HttpRequest) -> HttpResponse:
    """How the values of each declared indicator are asked for."""
    at, user = now(), cast("User", request.user)
    agency = agency_of(user, at)
    kept, language = AskingRule.objects.of_agency(agency.pk), get_language() or "vi"
    lines = []
    for key, one in rules.definitions().items():
        if one.declared:
            said = services.asking_of(key, kept)
            url = reverse("indicators:asking-rule", args=[key])
            lines.append((one, one.name.said(language), said, Every(said.every), url))
    context = {"lines": lines, "back_url": reverse("indicators:declarations"), "usual": rules.usual()}
    return render(request, "indicators/asking.html", context)
