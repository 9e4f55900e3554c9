"""The page of an act on a dossier: who may, why not, what somebody did meanwhile, where one goes then."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from cchc.doors.desk.choices import HAPPENED, Act
from cchc.doors.desk.views.inbox import address
from cchc.doors.desk.views.opened import Opened, open_dossier
from cchc.foundation.audit.models import Entry
from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.models import User
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.ui import acts
from cchc.ui.wording import said

Told = acts.Told
Happened = acts.Happened


class ActPage(acts.ActPage):
    """The page of one act on one dossier."""

    frame = "desk/frame.html"
    act: ClassVar[Act]
    stays: ClassVar[bool] = False  # on the dossier's page afterwards, rather than in the list
    always = {FileRefused: ("upload", "")}

    def __init__(self, request: HttpRequest, opened: Opened) -> None:
        super().__init__(request)
        self.opened = opened

    @property
    def title(self) -> Any:
        """The act."""
        return self.act.label

    @property
    def of(self) -> str:
        """The dossier."""
        return f"{pgettext('one, by its number', 'hồ sơ')} {self.opened.dossier}"

    @property
    def verb(self) -> Any:
        """The button: the act and the dossier."""
        return _("%(act)s hồ sơ %(number)s") % {"act": self.act.label, "number": self.opened.dossier}

    @property
    def subject(self) -> str:
        """The dossier by its number, who came and for whom; below it the procedure."""
        came, holder = self.opened.who
        whose = f"{came}, {_('thay')} {holder}" if holder else came
        return f"{self.opened.dossier} · {whose}\n{self.opened.process.name}"

    @property
    def version(self) -> int:
        """The dossier's."""
        return int(self.opened.dossier.version)

    @property
    def back_url(self) -> str:
        """The dossier's page."""
        return self.opened.url

    @property
    def back_words(self) -> Any:
        """The dossier."""
        return _("Mở hồ sơ")

    @property
    def done_url(self) -> str:
        """The list from which it was opened, or the dossier's page."""
        return self.opened.url if self.stays else address(self.request.GET)

    @property
    def on_dossier(self) -> dict[str, Any]:
        """The arguments of a service."""
        return {"dossier_id": self.opened.dossier.pk, "by": self.opened.user, "at": self.opened.at}

    def require(self) -> None:
        """Who may, where it takes a right."""
        answer = self.opened.may(self.act)
        if answer.lacks_right:
            raise PermissionDenied(answer.words)

    def why_not(self) -> str:
        """Where the dossier stands decides."""
        answer = self.opened.may(self.act)
        return "" if answer.allowed else answer.words

    def again(self) -> Self:
        """Read anew."""
        return type(self)(self.request, open_dossier(self.request, str(self.opened.dossier)))

    def what_happened(self) -> Happened:
        """The last thing that the record says of the dossier: who, what, when; and what they said about it."""
        entries = Entry.objects.about("dossier", self.opened.dossier.pk).exclude(
            kind__in=("Looked", "DossierLate")
        )
        last = entries.order_by("-at", "-id").first()
        if last is None:
            return Happened(_("Hồ sơ này vừa có thay đổi. Chưa ghi gì của lần gửi này."))
        name = User.objects.filter(pk=last.by_id).values_list("full_name", flat=True).first() if last.by_id else ""
        nobody = _("Hệ thống") if last.kind == "DossierRescheduled" else _("Người nộp")
        words = _("%(who)s đã %(what)s hồ sơ này lúc %(when)s.") % {
            "who": name or nobody, "what": HAPPENED.get(last.kind, _("thay đổi")), "when": said(last.at),
        }  # fmt: skip
        return Happened(words, _their_words(self.opened, last))


def _their_words(opened: Opened, last: Entry) -> Sequence[str]:
    if last.content.get("reason"):
        return [str(last.content["reason"])]
    if last.kind == "SupplementAsked":
        asked = opened.dossier.supplements.filter(pk=last.content.get("supplement_id")).first()
        items = [f"{item['name']}: {item['words']}" for item in asked.items] if asked else []
        return [*items, *([asked.message] if asked and asked.message else [])]
    before = opened.before
    return [before.note] if before is not None and before.note and before.ended_at == last.at else []


def act_view(page_class: type[ActPage]) -> Any:
    """The view of an act."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @opens_to(is_staff)
    def view(request: HttpRequest, number: str, **more: Any) -> HttpResponse:
        opened = open_dossier(request, number, look=page_class.act.value)
        return page_class(request, opened, **more).answer()

    view.__doc__ = page_class.__doc__
    return view
