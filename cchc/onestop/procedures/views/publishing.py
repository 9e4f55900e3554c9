"""Many drafts published at once: what a catalogue needs on an office's first day, and after each import."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cchc.foundation.identity.models import Agency
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.onestop.procedures import rules, services
from cchc.onestop.procedures.choices import OnlineLevel
from cchc.onestop.procedures.forms import PublishMany
from cchc.onestop.procedures.models import Field, Version
from cchc.onestop.procedures.permissions import manages_anywhere
from cchc.onestop.procedures.services import MOST_AT_ONCE, NotAll, NotReady, Refused
from cchc.onestop.procedures.services.writing import units_of
from cchc.onestop.procedures.views.acts import lost_words
from cchc.onestop.procedures.views.asking import KeeperRequest, agency_of
from cchc.onestop.procedures.views.reading import FILTERS, chips, conditions, list_url

NAMED = 10  # so many are named on top, the others at their rows alone
OF_DRAFTS = [name for name in FILTERS if name != "trang-thai"]


@dataclass
class Line:
    """A draft that may be published: what stops it, what is worth a warning, whether it is ticked."""

    version: Version
    faults: list[str]
    warnings: list[str] = field(default_factory=list)
    is_ticked: bool = False

    @property
    def value(self) -> str:
        """What the page sends of it: which draft, as it was shown."""
        return f"{self.version.pk}-{self.version.revision}"


@opens_to(manages_anywhere)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_many(request: KeeperRequest) -> HttpResponse:
    """The drafts of an agency; those ticked are published together from a day on, all of them or none."""
    agency = agency_of(request)
    if request.method != "POST":
        lines = _lines(request, agency)
        for line in lines:
            line.is_ticked = not line.faults
        return _page(request, agency, PublishMany(initial={"effective_on": f"{clock.today():%d/%m/%Y}"}), lines)
    form = PublishMany(request.POST)
    chosen = _chosen(request.POST.getlist("draft"))
    if form.is_valid() and not chosen:
        form.add_error(None, _("Chọn ít nhất một bản thảo."))
    if not form.is_valid():
        return _page(request, agency, form, _again(request, agency, chosen), status=422)
    try:
        done = services.publish_many(
            agency=agency, drafts=chosen, effective_on=form.cleaned_data["effective_on"], by=request.user,
            at=clock.now(),
        )  # fmt: skip
    except NotAll as not_all:
        form.add_error(None, _("Chưa công bố bản nào. Sửa hoặc bỏ chọn những bản không công bố được:"))
        return _page(request, agency, form, _again(request, agency, chosen, not_all.found), status=409)
    words = ngettext("Đã công bố %(n)s thủ tục.", "Đã công bố %(n)s thủ tục.", len(done))
    messages.success(request, words % {"n": len(done)})
    return redirect(list_url(agency))


def _chosen(values: Sequence[str]) -> dict[int, int]:
    """The drafts ticked, with the revision that was shown of each; anything else is no press of the page."""
    parts = [value.split("-") for value in values]
    return {int(pair[0]): int(pair[1]) for pair in parts if len(pair) == 2 and all(map(str.isdecimal, pair))}


def _asked(request: KeeperRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "").strip() for name in OF_DRAFTS}
    return asked | {"trang-thai": ""}


def _lines(request: KeeperRequest, agency: Agency) -> list[Line]:
    """One more than a page has, where there are more."""
    rows = Version.objects.whole().drafts().filter(*conditions(_asked(request)), procedure__agency=agency)
    units = units_of(agency.pk)
    lines = []
    for version in rows.order_by("procedure__code")[: MOST_AT_ONCE + 1]:
        content = version.as_content()
        faults = [fault.words for fault in services.unready(content, units)]
        lines.append(Line(version, faults, [fault.words for fault in rules.warnings(content)]))
    return lines


def _again(
    request: KeeperRequest, agency: Agency, chosen: dict[int, int], failed: Sequence[NotReady] = ()
) -> list[Line]:
    """The page as it was sent: what was ticked is ticked, what failed says why."""
    why = {one.version_id: _words(one) for one in failed}
    lines = _lines(request, agency)
    for line in lines:
        line.is_ticked = line.version.pk in chosen
        line.faults = why.get(line.version.pk, line.faults)
    return lines


def _words(failed: NotReady) -> list[str]:
    if isinstance(failed.why, Refused):
        return [fault.words for fault in failed.why.faults]
    return [lost_words(failed.why)]


def _page(
    request: KeeperRequest, agency: Agency, form: PublishMany, lines: list[Line], status: int = 200
) -> HttpResponse:  # fmt: skip
    asked = _asked(request)
    drafts = Version.objects.drafts().filter(procedure__agency=agency)
    fields = list(Field.objects.filter(versions__in=drafts).distinct().order_by("name"))
    shown = lines[:MOST_AT_ONCE]
    failed = [line for line in shown if line.is_ticked and line.faults] if status == 409 else []
    context = {
        "agency": agency, "form": form, "lines": shown, "list_url": list_url(agency),
        "failed": failed[:NAMED], "more_failed": max(0, len(failed) - NAMED), "most": MOST_AT_ONCE,
        "has_more": len(lines) > MOST_AT_ONCE, "columns": _columns(),
        "count": ngettext("%(n)s bản thảo", "%(n)s bản thảo", len(shown)) % {"n": len(shown)},
        "asked": {name.replace("-", "_"): value for name, value in asked.items()}, "fields": fields,
        "levels": OnlineLevel.choices, "chips": chips(agency, asked, fields), "clear_url": f"?co-quan={agency.pk}",
    }  # fmt: skip
    return render(request, "procedures/publish_many.html", context, status=status)


def _columns() -> list[dict[str, object]]:
    return [
        {"label": _("Chọn tất cả"), "width": 40, "pick": True},
        {"label": _("Mã, tên thủ tục")},
        {"label": _("Phiên bản"), "width": 88, "num": True},
        {"label": _("Ngày ghi trong bản thảo"), "width": 168},
        {"label": _("Không công bố được, lưu ý"), "width": 344},
    ]
