"""P7: everything on one page before it is sent; then, once, it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cchc.doors.portal.forms.person import STEP, the_step
from cchc.doors.portal.rules import walk
from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import Filing, expected, language, leave_url, of_draft, price
from cchc.doors.portal.views.papers import PaperLine, lines
from cchc.foundation.forms.rules import Line
from cchc.kernel.access import public
from cchc.kernel.clock import now, today
from cchc.onestop.dossiers import services
from cchc.ui import wording


@dataclass(frozen=True)
class Part:
    """One page of the form, in words, with the way to change it."""

    title: str
    url: str
    lines: list[Any]


@require_http_methods(["GET", "HEAD", "POST"])
@public
@of_draft
def check(request: HttpRequest, filing: Filing) -> HttpResponse:
    """P7. Sent twice (double press, Back, reload) it is one dossier: the draft becomes it."""
    if request.method != "POST":
        return _page(request, filing)
    if "thoat" in request.POST:
        return redirect(leave_url(filing.user, filing.process.code))
    if not request.POST.get("declared"):
        return _page(request, filing, [("declared", _("Đánh dấu vào ô cam đoan"))], status=422)
    at = now()
    if _person_faults(filing):
        return _refused(request, filing, _gaps(filing, at))
    try:
        dossier, _code = services.submit(
            draft_id=filing.draft.pk, draft=filing.draft, by=filing.user, secret=filing.secret, at=at
        )
    except services.CannotFile as refused:
        return _refused(request, filing, _gaps(filing, at) or [(refused.where, str(refused))])
    if filing.user is None:
        keys.open_dossier(request, dossier.pk, at, filed=True)
    return redirect("portal:confirmation", dossier.reference)


def _refused(request: HttpRequest, filing: Filing, missing: list[tuple[str, str]]) -> HttpResponse:
    return _page(request, filing, [(f"phan-{where}", words) for where, words in missing], status=422)


def _person_faults(filing: Filing) -> list[str]:
    step = the_step(filing.person)
    checked = filing.person.check(step.key, {}, filing.draft.person, today=today(), language=language())
    return list(checked.errors.values())


def _gaps(filing: Filing, at: datetime) -> list[tuple[str, str]]:
    """What keeps it from being sent: what is wrong with the person, then all that the dossiers room asks for."""
    found = [(walk.PERSON, words) for words in _person_faults(filing)]
    asked = services.gaps(filing.draft, filing.process, at)
    return [*found, *(gap for gap in asked if not found or gap[0] != walk.PERSON)]


def parts(filing: Filing) -> list[Part]:
    """The pages of the form with what was answered; skipped answers are named."""
    behalf = Line("behalf", _("Nộp cho"), str(filing.draft.get_behalf_display()), False)
    found = [
        Part(_("Người nộp"), filing.url(walk.PERSON), [behalf, *section.lines])
        for section in filing.person.summary(filing.draft.person, language())
        if section.key == STEP
    ]
    if filing.form:
        found += [
            Part(section.title, filing.url(section.key), list(section.lines))
            for section in filing.form.summary(filing.draft.answers, language())
        ]
    if walk.PAPERS in filing.pages:
        said = [
            Line(one.asked.key, in_language(one.asked, "name", language()), paper_words(one), not one.has_files)
            for one in lines(filing)
        ]
        found.append(Part(_("Giấy tờ"), filing.url(walk.PAPERS), said))
    return found


def paper_words(line: PaperLine) -> str:
    """What is there of a paper, in a few words."""
    if line.state == "by_form":
        return str(line.label)
    if not line.files:
        return _("Không nộp") if not line.asked.required else _("Còn thiếu")
    reused: list[datetime] = [one.reused_on for one in line.files if one.reused_on]
    if len(reused) == len(line.files):
        return _("dùng lại bản nộp %(day)s") % {"day": wording.day(reused[0])}
    size = wording.size(sum(one.size for one in line.files))
    count = ngettext("%(n)s tệp", "%(n)s tệp", len(line.files)) % {"n": len(line.files)}
    return f"{count}, {size}"


def _page(
    request: HttpRequest, filing: Filing, errors: list[tuple[str, str]] | None = None, status: int = 200
) -> HttpResponse:
    at = now()
    found = [(part, f"phan-{part.url.rpartition('/')[2]}") for part in parts(filing)]
    context = filing.frame(walk.CHECK) | {
        "parts": found,
        "expected": expected(filing.process, at, str(filing.draft.person.get("limit_case") or "")),
        "price": price(filing.process, filing.form.asked(filing.draft.answers) if filing.form else {}),
        "errors": errors or [],
        "declared": bool(request.POST.get("declared")),
        "declared_missing": any(place == "declared" for place, _words in errors or []),
    }
    return render(request, "portal/filing/check.html", context, status=status)
