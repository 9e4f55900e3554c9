"""P4: before the form. For whom, whether it can be filed at all, what to expect; no row is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.doors.portal.querysets.agencies import open_agencies
from cchc.doors.portal.rules import walk
from cchc.doors.portal.rules.words import in_language
from cchc.doors.portal.views import keys
from cchc.doors.portal.views.filing import Filing, expected, language, page_url, person_of, price, start_url
from cchc.foundation.identity.models import Agency, User
from cchc.kernel.access import public
from cchc.kernel.clock import now, today
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.choices import Behalf
from cchc.onestop.dossiers.models import Draft
from cchc.onestop.procedures.choices import FiledOnline
from cchc.onestop.procedures.models import Procedure
from cchc.onestop.procedures.querysets import by_code, snapshot, versions_of
from cchc.onestop.procedures.rules import Question, QuestionOption, Snapshot

FOR_WHOM, QUESTION = "cho", "hoi-"


@dataclass(frozen=True)
class Begun:
    """What was said before the form: for whom, and the answers by which it may be filed."""

    behalf: Behalf
    eligibility: dict[str, str]

    @property
    def query(self) -> str:
        """As it stands in the address until the first answer is saved."""
        return urlencode({FOR_WHOM: self.behalf, **{f"{QUESTION}{key}": v for key, v in self.eligibility.items()}})


def behalves(process: Snapshot) -> list[Behalf]:
    """For whom one may file: by the kinds of applicants that the procedure names, all where it names none."""
    kinds = set(process.applicant_kinds)
    if kinds and "citizen" not in kinds:
        return [Behalf.FIRM, Behalf.AUTHORISED]
    if kinds and "organisation" not in kinds:
        return [Behalf.SELF, Behalf.AUTHORISED]
    return [Behalf.SELF, Behalf.FIRM, Behalf.AUTHORISED]


def read_begun(process: Snapshot, query: Mapping[str, str]) -> Begun | Question | QuestionOption | None:
    """What stands in the address: all of it, or what is still asked, or the answer by which nothing can be filed.

    None: for whom is not yet said.
    """
    behalf = query.get(FOR_WHOM, "")
    if behalf not in behalves(process):
        return None
    answers: dict[str, str] = {}
    for question in process.eligibility:
        given = query.get(f"{QUESTION}{question.key}", "")
        option = next((one for one in question.options if one.value == given), None)
        if option is None:
            return question
        if not option.eligible:
            return option
        answers[question.key] = option.value
    return Begun(Behalf(behalf), answers)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def start(request: HttpRequest, code: str) -> HttpResponse:
    """P4. Every answer goes into the address; a draft begins with the first answer of the form."""
    process = by_code(open_agencies(today()), code, today())
    if process is None:
        return _not_in_force(request, code)
    filing = process.filing_on(today())
    if filing is None or filing.place != FiledOnline.HERE:
        return render(
            request,
            "portal/filing/elsewhere.html",
            {
                "process": process,
                "national_url": filing.url if filing and filing.place == FiledOnline.NATIONAL else "",
                "is_national": bool(filing and filing.place == FiledOnline.NATIONAL),
                "agency": Agency.objects.get(pk=process.agency_id),
            },
        )
    user = person_of(request)
    if user is not None and user.is_staff:
        raise PermissionDenied(_("Tài khoản của cơ quan không nộp hồ sơ. Đăng nhập bằng tài khoản người dân."))
    if user is None and not process.anonymous_allowed:
        return redirect_to_login(request.get_full_path())
    begun = read_begun(process, request.GET)
    drafts = _drafts(request, user, process)
    if begun is None and drafts and "moi" not in request.GET and request.method != "POST":
        return render(request, "portal/filing/resume.html", {"process": process, "drafts": drafts})
    return _ask(request, process, begun)


def _ask(request: HttpRequest, process: Snapshot, begun: Begun | Question | QuestionOption | None) -> HttpResponse:
    total = 1 + len(process.eligibility)
    if begun is None:
        options = [(value, value.label, _HINTS[value]()) for value in behalves(process)]
        return _radios(request, process, FOR_WHOM, 1, total, _("Nộp hồ sơ cho ai?"), "", options)
    if isinstance(begun, Question):
        number = process.eligibility.index(begun) + 2
        text, hint = _said(begun, "text"), _said(begun, "hint")
        choices = [(option.value, _said(option, "label"), "") for option in begun.options]
        return _radios(request, process, f"{QUESTION}{begun.key}", number, total, text, hint, choices)
    if isinstance(begun, QuestionOption):
        instead = by_code(open_agencies(today()), begun.instead_code, today()) if begun.instead_code else None
        context = {"process": process, "option": begun, "instead": instead, "back_url": _back(request, process)}
        return render(request, "portal/filing/not_eligible.html", context)
    at = now()
    first = page_url(process.code, uuid7(), walk.PERSON)
    form = process.drawn
    return render(
        request,
        "portal/filing/ready.html",
        {
            "process": process,
            "expected": expected(process, at),
            "price": price(process, {}),
            "begin_url": f"{first}?{begun.query}",
            "pages": len(walk.pages(process, form, {})),
            "back_url": _back(request, process),
            "has_account": person_of(request) is not None,
        },
    )


_HINTS = {
    Behalf.SELF: lambda: _("Chủ hồ sơ là người đang khai"),
    Behalf.FIRM: lambda: _("Chủ hồ sơ là tổ chức có mã số thuế"),
    Behalf.AUTHORISED: lambda: _("Có văn bản ủy quyền của chủ hồ sơ"),
}


def _radios(
    request: HttpRequest,
    process: Snapshot,
    name: str,
    number: int,
    total: int,
    text: str,
    hint: str,
    options: list[tuple[Any, Any, str]],
) -> HttpResponse:
    values = [str(value) for value, _label, _hint in options]
    missed = False
    if request.method == "POST":
        given = request.POST.get("answer", "")
        if given in values:
            kept = {key: value for key, value in request.GET.items() if key != "moi"} | {name: given}
            return redirect(f"{start_url(process.code)}?{urlencode(kept)}")
        missed = True
    context = {
        "process": process, "number": number, "total": total, "text": text, "hint": hint, "options": options,
        "errors": [("answer", _("Chọn một câu trả lời"))] if missed else [], "back_url": _back(request, process),
    }  # fmt: skip
    return render(request, "portal/filing/question.html", context, status=422 if missed else 200)


def _back(request: HttpRequest, process: Snapshot) -> str:
    """The same page without its last answer; the procedure's page from the first."""
    kept = [(key, value) for key, value in request.GET.items() if key == FOR_WHOM or key.startswith(QUESTION)]
    if not kept:
        return reverse("portal:procedure", args=[process.code])
    query = urlencode(kept[:-1])
    return f"{start_url(process.code)}?{query or 'moi=1'}"


def _said(of: Any, name: str) -> str:
    return in_language(of, name, language())


def _drafts(request: HttpRequest, user: User | None, process: Snapshot) -> list[Any]:
    rows = Draft.objects.filter(dossier=None, rules__procedure=process.procedure_id, expires_at__gt=now())
    own = rows.filter(owner=user) if user is not None else rows.filter(owner=None, pk__in=keys.draft_ids(request))
    found = []
    for draft in own.order_by("-saved_at")[:5]:
        filing = Filing(draft, snapshot(draft.rules_id), "", user)
        found.append(
            {"draft": draft, "url": resume_url(filing), "done": done_pages(filing), "of": len(filing.pages)}
        )
    return found


def done_pages(filing: Filing) -> int:
    """How many pages of a draft hold something."""
    saved = set(filing.draft.saved)
    has_papers = walk.PAPERS in filing.pages and filing.draft.papers.exists()
    return sum(1 for key in filing.pages if key in saved) + int(has_papers)


def resume_url(filing: Filing) -> str:
    """Where a draft goes on: the first page that nobody has saved yet, or that holds what is wrong."""
    return filing.url(next((key for key in filing.pages if not filing.is_right(key)), walk.CHECK))


def _not_in_force(request: HttpRequest, code: str) -> HttpResponse:
    """What there is of a procedure that cannot be filed today: not yet, or no more. Raises Http404."""
    procedure = Procedure.objects.filter(code=code, agency__in=open_agencies(today())).first()
    versions = versions_of(procedure.pk, procedure.agency_id) if procedure else ()
    if not versions:
        raise Http404
    day: date = today()
    coming = next(
        (version for version in versions if version.effective_from and version.effective_from > day), None
    )
    context = {"process": coming or versions[-1], "begins_on": coming.effective_from if coming else None}
    return render(request, "portal/filing/not_in_force.html", context)
