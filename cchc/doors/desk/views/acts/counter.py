"""The counter's acts: accept, correct, undo an intake, take supplements and fees, hand over, link an account."""

from collections.abc import Sequence
from typing import Any, Self
from uuid import UUID

from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from cchc.doors.desk.choices import Act
from cchc.doors.desk.forms import acts as forms
from cchc.doors.desk.querysets.dossier import accesses_of, fees_of
from cchc.doors.desk.views.acts.page import ActPage, Told
from cchc.doors.desk.views.opened import Opened, open_dossier
from cchc.foundation.files.services import FileRefused, store
from cchc.foundation.identity.choices import Kind
from cchc.foundation.identity.models import User
from cchc.foundation.worktime.rules import Limit, due_at, hand_over_by
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import Delivery, Proof
from cchc.onestop.procedures.choices import SupplementClock
from cchc.ui.parts import Effect
from cchc.ui.wording import money, number, said


class Accept(ActPage):
    """Take in what was filed online: it gets its number, and the time limit begins."""

    act = Act.ACCEPT
    form_class = forms.Acceptance
    faults = {services.CannotTakeIn: ("", "")}

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Tiếp nhận hồ sơ %(number)s") % {"number": self.opened.dossier}

    def arguments(self) -> dict[str, Any]:
        """The cases that have limits of their own."""
        row = self.opened.dossier
        usable = [limit for limit in self.opened.process.limits_for(row.channel) if limit.amount is not None]
        cases = [(limit.case, limit.case or _("Trường hợp thường")) for limit in usable]
        return {"cases": list(dict(cases).items()), "has_number": bool(row.applicant_number)}

    def initial(self) -> dict[str, Any]:
        """The case that the applicant chose."""
        return {"limit_case": self.opened.dossier.limit_case}

    def effects(self) -> Sequence[Effect]:
        """The due date, the first step, and when it is handed over."""
        opened, row = self.opened, self.opened.dossier
        found = []
        usable = [one for one in opened.process.limits_for(row.channel) if one.amount is not None and one.unit]
        for limit in usable:
            due = due_at(opened.at, Limit(limit.amount, limit.unit), opened.calendar)  # type: ignore[arg-type]
            words = _("Đồng hồ bắt đầu: hẹn trả kết quả %(due)s.") % {"due": said(due)}
            if len(usable) > 1:
                words = f"{limit.case or _('Trường hợp thường')}: {words}"
            found.append(Effect(words, "blue", "clock-play"))
        steps = rules.working_steps(opened.process)
        if steps:
            latest = hand_over_by(opened.at, opened.calendar)
            same = opened.calendar.local(latest).date() == opened.calendar.local(opened.at).date()
            when = _("ngay bây giờ") if same else said(latest)
            words = _("Bước đầu “%(step)s” nhận hồ sơ %(when)s.") % {"step": steps[0].name, "when": when}
            found.append(Effect(words, icon="arrow-right"))
        missing = row.papers.filter(handed_in=False).count()
        if missing:
            words = _("Còn %(n)s giấy tờ chưa nộp. Thiếu thì yêu cầu bổ sung một lần.") % {"n": missing}
            found.append(Effect(words, "amber", "file-alert"))
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Accept it."""
        row = services.accept(**self.on_dossier, version=version, **told)
        return _("Đã tiếp nhận hồ sơ %(number)s") % {"number": row}


class Supply(ActPage):
    """Take what was asked for, brought to the counter."""

    act = Act.SUPPLY
    form_class = forms.Supplying
    template = "desk/supply.html"
    has_files = True
    faults = {services.NotComplete: ("", ""), FileRefused: ("", "")}  # the file says beside which item

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Ghi nhận bổ sung hồ sơ %(number)s") % {"number": self.opened.dossier}

    def arguments(self) -> dict[str, Any]:
        """What was asked for."""
        asked = self.opened.dossier.supplements.filter(supplied_at=None).first()
        return {"items": asked.items if asked else []}

    def effects(self) -> Sequence[Effect]:
        """How the clock goes on."""
        row = self.opened.dossier
        if row.accepted_at is None:
            words = _("Hồ sơ trở lại chờ tiếp nhận; hạn trả lời tính lại từ bây giờ.")
        elif self.opened.process.supplement_clock == SupplementClock.RESET:
            words = _("Đồng hồ chạy tiếp: thời hạn %(limit)s tính lại từ đầu, từ bây giờ.") % {
                "limit": services.limit_text(row),
            }  # fmt: skip
        else:
            words = _("Đồng hồ chạy tiếp: thời gian chờ từ %(since)s không tính vào thời hạn.") % {
                "since": said(row.paused_since),
            }  # fmt: skip
        return [Effect(words, "blue", "clock-play")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Keep the files and supply, all or nothing."""
        with transaction.atomic():
            files = {key: [self._stored(n, one) for one in uploads] for n, key, uploads in form.uploads}
            services.supply(
                **self.on_dossier, version=version, files=files, answers=form.explanations, brought=form.brought,
            )  # fmt: skip
        return _("Đã ghi nhận bổ sung hồ sơ %(number)s") % {"number": self.opened.dossier}

    def _stored(self, n: int, upload: Any) -> Any:
        try:
            return store(upload=upload, agency=self.opened.dossier.agency, by=self.opened.user, at=self.opened.at)
        except FileRefused as refused:
            refused.field = f"files-{n}"  # type: ignore[attr-defined]  # where its words stand
            raise


class HandOver(ActPage):
    """Give the result to whoever may have it, and write down what was seen or sent."""

    act = Act.HAND_OVER
    form_class = forms.HandingOver
    danger = True
    faults = {services.ProofMissing: ("", "")}

    def initial(self) -> dict[str, Any]:
        """The holder, by the way that they chose."""
        row = self.opened.dossier
        proof = {Delivery.POST: Proof.POSTAL, Delivery.ONLINE: Proof.ELECTRONIC}.get(Delivery(row.delivery))
        return {"collected_by": row.applicant_name, "proof": proof}

    def effects(self) -> Sequence[Effect]:
        """What is given to whom, and what is still owed."""
        row = self.opened.dossier
        result = row.result
        words = _("%(kind)s%(number)s: %(content)s") % {
            "kind": result.get_kind_display(), "number": f", {result.number}" if result.number else "",
            "content": result.content,
        }  # fmt: skip
        found = [Effect(words, "teal", "file-certificate")]
        paid = [fee.amount for fee in fees_of(row) if fee.voided_at is None]
        if rules.fee_paid(paid, row.fee_due) in ("open", "part"):
            owed = (row.fee_due or 0) - sum(paid)
            words = _("Còn %(sum)s chưa thu.") % {"sum": money(owed)}
            found.append(Effect(words, "amber", "coin"))
        return [*found, Effect(_("Trả rồi không lấy lại được; hồ sơ đóng."), icon="alert-circle")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Hand it over."""
        row = services.hand_over(**self.on_dossier, version=version, **told)
        return _("Đã trả kết quả hồ sơ %(number)s cho %(who)s") % {"number": row, "who": told["collected_by"]}


class TakeFee(ActPage):
    """Record what was paid at the counter."""

    act = Act.FEE
    form_class = forms.FeeTaking
    template = "desk/fee.html"
    stays = True
    versioned = False

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Ghi thu cho hồ sơ %(number)s") % {"number": self.opened.dossier}

    def initial(self) -> dict[str, Any]:
        """What is still owed."""
        owed = self._owed()
        return {"amount": number(owed) if owed and owed > 0 else ""}

    def _owed(self) -> Any:
        row = self.opened.dossier
        if row.fee_due is None:
            return None
        return row.fee_due - sum(fee.amount for fee in fees_of(row) if fee.voided_at is None)

    def effects(self) -> Sequence[Effect]:
        """What is due."""
        due = self.opened.dossier.fee_due
        if due is None:
            return [Effect(_("Thủ tục chưa xác định mức phí, lệ phí cho hồ sơ này."), icon="coin")]
        if due == 0:
            return [Effect(_("Hồ sơ này không phải nộp phí, lệ phí."), icon="coin")]
        return [Effect(_("Phải nộp %(due)s.") % {"due": money(due)}, icon="coin")]

    def more(self, form: Form) -> dict[str, Any]:
        """What was paid, each with the way to undo it."""
        base = self.opened.page_url(Act.FEE.value)
        return {"fees": [(fee, f"{base}/{fee.pk}/huy{self.opened.query}") for fee in fees_of(self.opened.dossier)]}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Record it."""
        fee = services.take_fee(**self.on_dossier, **told)
        return _("Đã ghi thu %(sum)s cho hồ sơ %(number)s") % {
            "sum": money(fee.amount),
            "number": self.opened.dossier,
        }


class VoidFee(ActPage):
    """Undo a record of payment that was wrong; it stays, with the reason."""

    act = Act.FEE
    form_class = forms.FeeVoiding
    stays = True
    danger = True
    versioned = False

    def __init__(self, request: HttpRequest, opened: Opened, fee: UUID) -> None:
        super().__init__(request, opened)
        found = next((one for one in fees_of(opened.dossier) if one.pk == fee), None)
        if found is None or found.voided_at is not None:
            raise Http404
        self.fee = found

    @property
    def title(self) -> Any:
        """What the page is about."""
        return _("Hủy ghi thu")

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Hủy ghi thu %(sum)s") % {"sum": money(self.fee.amount)}

    def effects(self) -> Sequence[Effect]:
        """Which record."""
        words = _("%(sum)s, biên lai %(receipt)s, %(who)s ghi %(when)s.") % {
            "sum": money(self.fee.amount), "receipt": self.fee.receipt_number, "who": self.fee.taken_by.full_name,
            "when": said(self.fee.paid_at),
        }  # fmt: skip
        return [Effect(words, icon="coin")]

    def again(self) -> Self:
        """Read anew, about the same record."""
        return type(self)(self.request, open_dossier(self.request, str(self.opened.dossier)), self.fee.pk)

    def run(self, version: int, told: Told, form: Any) -> str:
        """Undo it."""
        services.void_fee(fee_id=self.fee.pk, by=self.opened.user, at=self.opened.at, **told)
        return _("Đã hủy ghi thu của hồ sơ %(number)s") % {"number": self.opened.dossier}


class Correct(ActPage):
    """Mend what the counter wrote down wrongly; the receipt is issued again."""

    act = Act.CORRECT
    form_class = forms.Correction
    stays = True

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Sửa hồ sơ %(number)s") % {"number": self.opened.dossier}

    def initial(self) -> dict[str, Any]:
        """As it is written now."""
        return {name: getattr(self.opened.dossier, name) for name in services.CORRECTABLE}

    def effects(self) -> Sequence[Effect]:
        """The receipt gets its next version; the due date stays."""
        words = _("Giấy tiếp nhận được phát hành lại thành bản %(n)s; ngày hẹn không đổi.") % {
            "n": self.opened.dossier.receipt_version + 1,
        }  # fmt: skip
        return [Effect(words, icon="printer")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Mend it."""
        reason = told.pop("reason")
        before = self.opened.dossier.receipt_version
        row = services.correct(**self.on_dossier, version=version, changes=told, reason=reason)
        if row.receipt_version == before:
            return _("Không có gì thay đổi ở hồ sơ %(number)s") % {"number": row}
        return _("Đã sửa hồ sơ %(number)s; in lại giấy tiếp nhận bản %(n)s") % {
            "number": row,
            "n": row.receipt_version,
        }


class Link(ActPage):
    """Let an account see a dossier, after its owner's card was seen."""

    act = Act.LINK
    form_class = forms.Linking
    template = "desk/link.html"
    stays = True
    versioned = False
    faults = {User.DoesNotExist: ("account", "")}

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Liên kết với hồ sơ %(number)s") % {"number": self.opened.dossier}

    def effects(self) -> Sequence[Effect]:
        """What the account will see."""
        words = _("Tài khoản được liên kết thấy toàn bộ hồ sơ này, kể cả giấy tờ và kết quả.")
        return [Effect(words, icon="eye")]

    def more(self, form: Form) -> dict[str, Any]:
        """The accounts that see it already."""
        return {"accesses": accesses_of(self.opened.dossier)}

    def run(self, version: int, told: Told, form: Any) -> str:
        """Link it."""
        wanted = told["account"].strip()
        user = User.objects.filter(username__iexact=wanted, kind=Kind.APPLICANT, is_active=True).first()
        if user is None:
            raise User.DoesNotExist(_("Không có tài khoản người dân, doanh nghiệp nào dùng thư điện tử này"))
        services.link_by_officer(**self.on_dossier, user=user)
        return _("Đã liên kết tài khoản %(name)s với hồ sơ %(number)s") % {
            "name": user.full_name, "number": self.opened.dossier,
        }  # fmt: skip


class Void(ActPage):
    """Undo an intake that should not have been; its number stays in the register."""

    act = Act.VOID
    form_class = forms.Voiding
    danger = True

    def effects(self) -> Sequence[Effect]:
        """What becomes of the number and of the applicant's receipt."""
        return [
            Effect(_("Số %(n)s nằm lại trong sổ và không dùng cho hồ sơ khác.") % {"n": self.opened.dossier}),
            Effect(_("Thu lại giấy tiếp nhận đã đưa cho người nộp."), "amber", "alert-triangle"),
        ]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Undo it."""
        row = services.void(**self.on_dossier, version=version, **told)
        return _("Đã hủy tiếp nhận hồ sơ %(number)s") % {"number": row}
