"""What is done to a declared value, and how values are asked for: one page an act."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from cchc.foundation.files.models import StoredFile
from cchc.foundation.files.permissions import can_open_bytes
from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.steering.indicators import permissions, rules, services
from cchc.steering.indicators.choices import TRANSITIONS, Act, State
from cchc.steering.indicators.forms import declaring as forms
from cchc.steering.indicators.models import Declaration
from cchc.steering.indicators.services import CannotDeclare
from cchc.steering.indicators.views import words
from cchc.steering.indicators.views.declared import Opened, open_declaration
from cchc.ui import acts
from cchc.ui.parts import Effect
from cchc.ui.wording import said


class ValuePage(acts.ActPage):
    """An act on a declared value."""

    frame = "indicators/frame.html"
    act: ClassVar[Act]
    always = {
        CannotDeclare: ("", ""), FileRefused: ("uploads", ""),
    }  # fmt: skip

    def __init__(self, request: HttpRequest, opened: Opened) -> None:
        super().__init__(request)
        self.opened = opened

    @property
    def of(self) -> str:
        """The indicator."""
        return words.code_of(self.opened.row)

    @property
    def verb(self) -> Any:
        """The button: the act and the indicator."""
        return f"{self.title} {words.code_of(self.opened.row)}"

    @property
    def subject(self) -> str:
        """The indicator and the days."""
        row = self.opened.row
        return f"{words.code_of(row)} {words.name_of(row)} · {words.days_of(row)}"

    @property
    def version(self) -> int:
        """The value's."""
        return int(self.opened.row.version)

    @property
    def back_url(self) -> str:
        """The value's page."""
        return self.opened.url

    @property
    def on_it(self) -> dict[str, Any]:
        """The arguments of a service."""
        return {"declaration_id": self.opened.row.pk, "by": self.opened.user, "at": self.opened.at}

    def why_not(self) -> str:
        """The state decides."""
        if TRANSITIONS.allow(self.opened.row.state, self.act):
            return ""
        state = State(self.opened.row.state).label
        return _("Giá trị này đang ở trạng thái “%(state)s” nên không làm được việc này.") % {"state": state}

    def again(self) -> Self:
        """Read anew."""
        return type(self)(self.request, open_declaration(self.request, self.opened.row.pk))

    def what_happened(self) -> acts.Happened | None:
        """Who changed it last, and why it came back."""
        row = self.opened.row
        if row.changed_by is None:
            return None
        words = _("%(who)s đã xử lý giá trị này lúc %(when)s: %(state)s.") % {
            "who": row.changed_by.full_name, "when": said(row.changed_at), "state": State(row.state).label,
        }  # fmt: skip
        return acts.Happened(words, [row.return_reason] if row.state == State.RETURNED else [])


class Declare(ValuePage):
    """State a value, with what proves it."""

    title = _l("Khai giá trị")
    act = Act.DECLARE
    form_class = forms.Value
    has_files = True

    def require(self) -> None:
        """The unit that is asked."""
        permissions.require_declare(self.opened.user, self.opened.row, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """What the value is, why it came back, who decides, which files are there."""
        row = self.opened.row
        reading = rules.definitions()[row.indicator].on(row.ends_on).reading(row.reading)
        found = [Effect(reading.sentence.said(get_language() or "vi"))]
        if row.return_reason:
            found.append(
                Effect(_("Lý do trả lại: %(why)s") % {"why": row.return_reason}, "amber", "arrow-back-up")
            )
        kept = services.proofs(row)
        if kept:
            words_of = _("Minh chứng đã có: %(files)s") % {"files": _named(kept)}
            found.append(Effect(words_of, "neutral", "paperclip"))
        found.append(Effect(_("Giá trị được tính sau khi người khác duyệt; bên cạnh luôn ghi “tự khai”.")))
        return found

    def arguments(self) -> dict[str, Any]:
        """What the two numbers count: people, dossiers, đồng."""
        row, language = self.opened.row, get_language() or "vi"
        reading = rules.definitions()[row.indicator].on(row.ends_on).reading(row.reading)
        return {
            name: capfirst(term.name.said(language)) if term else ""
            for name, term in (("above", reading.numerator), ("below", reading.denominator))
        }

    def initial(self) -> dict[str, Any]:
        """What was said before."""
        row = self.opened.row
        if row.declared_at is None:
            return {"how": forms.KNOWN}
        how = forms.PERCENT if row.value is not None else forms.UNKNOWN if row.denominator is None else forms.KNOWN
        return {
            "how": how, "numerator": row.numerator, "denominator": row.denominator, "note": row.note,
            "value": f"{row.value.normalize():f}".replace(".", ",") if row.value is not None else None,
        }  # fmt: skip

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Declare it."""
        services.declare(**self.on_it, version=version, **form.said)
        return _("Đã khai giá trị %(code)s, chờ duyệt") % {"code": words.code_of(self.opened.row)}


def _named(files: Sequence[StoredFile]) -> str:
    """Files by name; of what cannot be opened, why."""
    return ", ".join(
        file.name if can_open_bytes(file) else f"{file.name} ({file.get_state_display()})" for file in files
    )


class Approve(ValuePage):
    """Let a value count."""

    title = _l("Duyệt giá trị")
    act = Act.APPROVE

    def require(self) -> None:
        """Who steers, never who declared."""
        permissions.require_approve(self.opened.user, self.opened.row, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """What will count, and what it replaces."""
        row = self.opened.row
        told = " = ".join(part for part in (words.parts_of(row), words.value_of(row)) if part)
        found = [
            Effect(_("Tự khai: %(value)s. Người khai: %(who)s.") % {"value": told, "who": row.declared_by}),
            Effect(_("Minh chứng: %(files)s") % {"files": _named(services.proofs(row))}, "neutral", "paperclip"),
            Effect(_("Từ khi duyệt, số liệu của chỉ tiêu là giá trị này.")),
        ]
        same = Declaration.objects.approved().filter(
            agency=row.agency_id, indicator=row.indicator, reading=row.reading, unit=row.unit_id,
            starts_on=row.starts_on, ends_on=row.ends_on,
        )  # fmt: skip
        before = same.first()
        if before is not None:
            was = words.parts_of(before) or words.value_of(before)
            found.append(Effect(_("Thay giá trị đã duyệt trước đây: %(was)s.") % {"was": was}, "amber", "refresh"))
        return found

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Approve it."""
        services.approve(**self.on_it, version=version)
        return _("Đã duyệt giá trị %(code)s") % {"code": words.code_of(self.opened.row)}


class SendBack(ValuePage):
    """Give a value back to be declared anew."""

    title = _l("Trả lại để khai lại")
    act = Act.RETURN
    form_class = forms.ReturnReason

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Trả lại giá trị %(code)s") % {"code": words.code_of(self.opened.row)}

    def require(self) -> None:
        """Who steers, never who declared."""
        permissions.require_approve(self.opened.user, self.opened.row, self.opened.at)

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Give it back."""
        services.send_back(**self.on_it, version=version, reason=told["reason"])
        return _("Đã trả lại giá trị %(code)s") % {"code": words.code_of(self.opened.row)}


class Replace(ValuePage):
    """Ask for a value that counts anew, because it was wrong."""

    title = _l("Thay giá trị")
    act = Act.REPLACE
    form_class = forms.AgainReason
    made: Declaration | None = None

    @property
    def done_url(self) -> str:
        """The page of the value that is to be declared."""
        return reverse("indicators:declaration", args=[self.made.pk]) if self.made else self.back_url

    def require(self) -> None:
        """The unit that declared, and who steers."""
        if not permissions.can_declare(self.opened.user, self.opened.row, self.opened.at):
            permissions.require_steer(self.opened.user, self.opened.row.agency_id, self.opened.at)

    def effects(self) -> Sequence[Effect]:
        """What goes on counting meanwhile."""
        return [Effect(_("Giá trị đã duyệt vẫn được tính cho đến khi giá trị mới được duyệt."))]

    def run(self, version: int, told: acts.Told, form: Any) -> str:
        """Ask for it."""
        self.made = services.ask_again(**self.on_it, version=version, reason=told["reason"])
        return _("Đã mở lần khai mới cho %(code)s") % {"code": words.code_of(self.opened.row)}


def value_act(page: type[ValuePage]) -> Any:
    """The view of an act on a value."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @opens_to(is_staff)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        return page(request, open_declaration(request, pk)).answer()

    return view
