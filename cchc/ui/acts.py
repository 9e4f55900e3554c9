"""One way for every act: who may, the form, one service call, and what is said when it was refused or too late."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import ChoiceField, FileField, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from cchc.kernel.lifecycle import Conflict, Stale
from cchc.ui.parts import Effect
from cchc.ui.wording import said

Told = dict[str, Any]
Faults = Mapping[type[Exception], tuple[str, Any]]


@dataclass(frozen=True)
class Happened:
    """What somebody else did meanwhile, and their own words about it."""

    words: str
    theirs: Sequence[str] = ()


def changed(by: object | None, at: datetime | None) -> Happened | None:
    """That somebody changed it, and when; None where that is not known."""
    if by is None or at is None:
        return None
    return Happened(_("%(who)s đã đổi lúc %(when)s.") % {"who": by, "when": said(at)})


class Nothing(Form):
    """An act that needs no word."""

    use_required_attribute = False


class ActPage(ABC):
    """The page of one act. Subclasses say on what, what is typed, and which service is called.

    The order of what is asked decides what who comes second reads. That the row has changed comes first: who was
    faster may have taken it along, and with it the right. Then come the right, whether the act is possible now,
    and only then what was typed.
    """

    frame: ClassVar[str] = "ui/desk.html"  # the template whose blocks `title` and `main` the page fills
    template: ClassVar[str] = "ui/act.html"
    form_class: ClassVar[type[Form]] = Nothing
    danger: ClassVar[bool] = False
    has_files: ClassVar[bool] = False
    versioned: ClassVar[bool] = True
    # A service's error: the field, and the words; without words, or without both, as the error itself has them.
    faults: ClassVar[Faults] = {}
    always: ClassVar[Faults] = {}  # the errors that any act of a room may meet

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    @abstractmethod
    def title(self) -> Any:
        """What the page is about."""

    @property
    @abstractmethod
    def verb(self) -> Any:
        """The button: the verb and its object."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """What it is done to, in a line or two."""

    @property
    @abstractmethod
    def version(self) -> int:
        """As which the row is shown."""

    @property
    @abstractmethod
    def back_url(self) -> str:
        """The page from which one came."""

    @property
    def back_words(self) -> Any:
        """What leads there, where the act is not possible."""
        return _("Quay lại")

    @property
    def done_url(self) -> str:
        """Where one goes once it is done."""
        return self.back_url

    @property
    def of(self) -> str:
        """What it stands in, for the page's name in the browser."""
        return ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What else is sent along."""
        return []

    @abstractmethod
    def require(self) -> None:
        """Raises PermissionDenied, in words that name the right."""

    def why_not(self) -> str:
        """Why it cannot be done as things stand; empty where it can."""
        return ""

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

    @abstractmethod
    def again(self) -> "ActPage":
        """The same page, read anew."""

    def what_happened(self) -> Happened | None:
        """The last thing that was done to it."""
        return None

    def answer(self) -> HttpResponse:
        """Show the page, or do the act."""
        posted = self.request.method == "POST"
        if posted and self.versioned and self.request.POST.get("version", "") != str(self.version):
            return self._lost()
        self.require()
        why = self.why_not()
        if not posted:
            return self._too_late(None, why) if why else self._show(self.form())
        form = self.form(self.request.POST, self.request.FILES)
        if why:
            return self._too_late(form, why)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            done = self.run(self.version, form.cleaned_data, form)
        except Conflict as conflict:
            return self.again()._lost(conflict)
        except (*self.faults, *self.always) as fault:
            self._explain(form, fault)
        else:
            messages.success(self.request, done)
            return HttpResponseRedirect(self.done_url)
        return self._show(form, 422)

    def _explain(self, form: Form, fault: Exception) -> None:
        known = {**self.always, **self.faults}
        field, words = next(named for kind, named in known.items() if isinstance(fault, kind))
        place = field or getattr(fault, "field", "")
        form.add_error(place if place in form.fields else None, str(words or fault))

    def _lost(self, conflict: Conflict | None = None) -> HttpResponse:
        """409: somebody was faster. Who and when, and one's own words, to be sent again where that is possible."""
        happened = self.what_happened() or _worded(conflict)
        form = self.form(self.request.POST, self.request.FILES)
        why = self._denied() or self.why_not()
        if why:
            return self._too_late(form, why, happened)
        form.is_valid()
        return self._show(form, 409, happened)

    def _denied(self) -> str:
        try:
            self.require()
        except PermissionDenied as denied:
            return str(denied) or _("Mình không còn quyền làm việc này.")
        return ""

    def _show(self, form: Form, status: int = 200, happened: Happened | None = None) -> HttpResponse:
        context = {
            "page": self,
            "form": form,
            "happened": happened,
            "effects": self.effects(),
            "lost_files": self.has_files and form.is_bound and bool(self.request.FILES),
        }
        return render(self.request, self.template, context | self.more(form), status=status)

    def _too_late(self, form: Form | None, why: str, happened: Happened | None = None) -> HttpResponse:
        """409: it cannot be done as things stand. What was typed can still be copied."""
        happened = happened or self.what_happened()
        context = {
            "page": self,
            "happened": happened or Happened(why),
            "why": why if happened else "",
            "typed": _typed(form) if form is not None else [],
        }
        return render(self.request, "ui/too_late.html", context, status=409)


def _worded(conflict: Conflict | None) -> Happened:
    known = changed(conflict.changed_by, conflict.changed_at) if isinstance(conflict, Stale) else None
    return known or Happened(_("Người khác vừa đổi việc này. Chưa ghi gì của lần gửi này."))


def _typed(form: Form) -> list[tuple[Any, str]]:
    """What somebody wrote, to be copied: not what they chose, which is a key, nor a file."""
    return [
        (box.label, str(box.data))
        for box in form.visible_fields()
        if isinstance(box.data, str) and box.data and not isinstance(box.field, ChoiceField | FileField)
    ]
