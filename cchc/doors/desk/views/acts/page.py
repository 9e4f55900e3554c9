"""One way for every act: who may, the form, one service call, and what is said when it was refused or too late."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import CharField, FileField, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cchc.doors.desk.choices import HAPPENED, Act
from cchc.doors.desk.forms.acts import Nothing
from cchc.doors.desk.views.inbox import address
from cchc.doors.desk.views.opened import Opened, open_dossier
from cchc.foundation.audit.models import Entry
from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import Conflict
from cchc.ui.parts import Effect
from cchc.ui.wording import said

Told = dict[str, Any]


@dataclass(frozen=True)
class Happened:
    """What somebody else did meanwhile, and their own words about it."""

    words: str
    theirs: Sequence[str] = field(default=())


class ActPage(ABC):
    """The page of one act on one dossier. Subclasses say what is typed and which service is called."""

    act: ClassVar[Act]
    form_class: ClassVar[type[Form]] = Nothing
    template: ClassVar[str] = "desk/act.html"
    danger: ClassVar[bool] = False
    has_files: ClassVar[bool] = False
    stays: ClassVar[bool] = False  # on the dossier's page afterwards, rather than in the list
    versioned: ClassVar[bool] = True
    instead: ClassVar[Any] = ""  # what to do where it is too late
    faults: ClassVar[Mapping[type[Exception], str]] = {}  # a service's error: the field beside which it stands

    def __init__(self, opened: Opened, request: HttpRequest) -> None:
        self.opened = opened
        self.request = request

    @property
    def title(self) -> Any:
        """What the page is about."""
        return self.act.label

    @property
    def verb(self) -> Any:
        """The button: the verb and its object."""
        return _("%(act)s hồ sơ %(number)s") % {"act": self.act.label, "number": self.opened.dossier}

    def effects(self) -> Sequence[Effect]:
        """What follows from the act."""
        return ()

    def arguments(self) -> dict[str, Any]:
        """What the form is made with."""
        return {}

    def initial(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    def more(self, form: Form) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def form(self, *bound: Any) -> Form:
        """The form, with what was posted."""
        made: Any = self.form_class
        form: Form = made(*bound, initial=self.initial(), **self.arguments())
        return form

    @abstractmethod
    def run(self, version: int, told: Told, form: Any) -> str:
        """Call the service; answers with what to say was done."""

    def too_late(self) -> Happened | None:
        """What stands against the act though nobody changed the dossier; None where nothing does."""
        return None

    def back(self) -> str:
        """Where to go once it is done."""
        return self.opened.url if self.stays else address(self.request.GET)

    @property
    def url(self) -> str:
        """Where the form is sent."""
        return self.opened.act_url(self.act)

    def show(self, form: Form, status: int = 200, happened: Happened | None = None) -> HttpResponse:
        """The page."""
        context = {
            "page": self,
            "opened": self.opened,
            "dossier": self.opened.dossier,
            "form": form,
            "happened": happened,
            "why": "",
            "typed": [],
            "effects": self.effects(),
            "lost_files": self.has_files and form.is_bound and bool(self.request.FILES),
        }
        return render(self.request, self.template, context | self.more(form), status=status)


def act_view(page_class: type[ActPage]) -> Any:
    """The view of an act."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @opens_to(is_staff)
    def view(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
        return _answer(page_class, request, number, more)

    view.__doc__ = page_class.__doc__
    return view


def _answer(page_class: type[ActPage], request: HttpRequest, number: str, more: Mapping[str, Any]) -> HttpResponse:
    opened = open_dossier(request, number, look=page_class.act.value)
    page = page_class(opened, request, **more)
    version = request.POST.get("version", "")
    if request.method == "POST" and page.versioned and version != str(opened.dossier.version):
        return _lost(request, page_class, number, more)  # before the right: who acted may have taken it along
    answer = opened.may(page.act)
    if answer.lacks_right:
        raise PermissionDenied(answer.words)
    late = page.too_late() if answer.allowed else None
    possible = answer.allowed and late is None
    if request.method != "POST":
        return page.show(page.form()) if possible else _too_late(request, page, None, late)
    form = page.form(request.POST, request.FILES)
    if not possible:
        return _too_late(request, page, form, late)
    if not form.is_valid():
        return page.show(form, 422)
    try:
        done = page.run(int(version or 0), form.cleaned_data, form)
    except Conflict:
        return _lost(request, page_class, number, more)
    except FileRefused as refused:
        form.add_error(getattr(refused, "field", None) or "upload", str(refused))
    except tuple(page.faults) as fault:
        named = next(name for kind, name in page.faults.items() if isinstance(fault, kind))
        form.add_error(named or getattr(fault, "field", None), str(fault))
    else:
        messages.success(request, done)
        return HttpResponseRedirect(page.back())
    return page.show(form, 422)


def _lost(request: HttpRequest, page_class: type[ActPage], number: str, more: Mapping[str, Any]) -> HttpResponse:
    """409: somebody was faster. Who, what, when, their words and one's own, to be sent again where lawful."""
    opened = open_dossier(request, number)
    page = page_class(opened, request, **more)
    form = page.form(request.POST, request.FILES)
    happened = what_happened(opened)
    if opened.may(page.act).allowed and page.too_late() is None:
        form.errors  # noqa: B018 - what was typed is checked now, so that its faults stand beside it
        return page.show(form, 409, happened)
    return _too_late(request, page, form, happened)


def _too_late(request: HttpRequest, page: ActPage, form: Form | None, happened: Happened | None) -> HttpResponse:
    """409: the act is not possible as the dossier stands. What was typed can still be copied."""
    opened = page.opened
    context = {
        "page": page,
        "opened": opened,
        "dossier": opened.dossier,
        "happened": happened or what_happened(opened),
        "why": opened.may(page.act).words or page.instead,
        "typed": _typed(form) if form is not None else [],
    }
    return render(request, "desk/too_late.html", context, status=409)


def _typed(form: Form) -> list[tuple[Any, str]]:
    found = []
    for box in form.visible_fields():
        value = box.data
        if isinstance(box.field, CharField) and not isinstance(box.field, FileField) and value:
            found.append((box.label, str(value)))
    return found


def what_happened(opened: Opened) -> Happened:
    """The last thing that happened to a dossier, in words: who, what, when; and what they said about it."""
    entries = Entry.objects.about("dossier", opened.dossier.pk).exclude(kind__in=("Looked", "DossierLate"))
    last = entries.order_by("-at", "-id").first()
    if last is None:
        return Happened(_("Hồ sơ này vừa có thay đổi. Chưa ghi gì của lần gửi này."))
    name = User.objects.filter(pk=last.by_id).values_list("full_name", flat=True).first() if last.by_id else ""
    nobody = _("Hệ thống") if last.kind == "DossierRescheduled" else _("Người nộp")
    words = _("%(who)s đã %(what)s hồ sơ này lúc %(when)s.") % {
        "who": name or nobody, "what": HAPPENED.get(last.kind, _("thay đổi")), "when": said(last.at),
    }  # fmt: skip
    return Happened(words, _their_words(opened, last))


def _their_words(opened: Opened, last: Entry) -> list[str]:
    if last.content.get("reason"):
        return [str(last.content["reason"])]
    if last.kind == "SupplementAsked":
        asked = opened.dossier.supplements.filter(pk=last.content.get("supplement_id")).first()
        items = [f"{item['name']}: {item['words']}" for item in asked.items] if asked else []
        return [*items, *([asked.message] if asked and asked.message else [])]
    before = opened.before
    return [before.note] if before is not None and before.note and before.ended_at == last.at else []
