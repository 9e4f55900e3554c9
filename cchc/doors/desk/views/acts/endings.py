"""Acts towards the applicant, and those that end a dossier: ask more, refuse, stop, withdraw."""

from collections.abc import Sequence
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from cchc.doors.desk.choices import Act
from cchc.doors.desk.forms import acts as forms
from cchc.doors.desk.querysets.dossier import papers_of
from cchc.doors.desk.views.acts.page import ActPage, Told
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.choices import State, Verdict
from cchc.onestop.procedures.choices import SupplementClock
from cchc.ui.parts import Effect
from cchc.ui.wording import said


class AskMore(ActPage):
    """Ask the applicant for all that is missing, in one request (form 02)."""

    act = Act.ASK_MORE
    form_class = forms.Asking
    template = "desk/ask_more.html"
    faults = {
        services.AskedBefore: ("repeat_reason", ""), services.DayGone: ("supply_on", ""),
        services.NothingAsked: ("", ""),
    }  # fmt: skip

    @property
    def verb(self) -> Any:
        """The button."""
        return _("Gửi yêu cầu bổ sung hồ sơ %(number)s") % {"number": self.opened.dossier}

    def _was_asked(self) -> bool:
        row = self.opened.dossier
        return row.accepted_at is None and row.supplements.filter(before_acceptance=True).exists()

    def arguments(self) -> dict[str, Any]:
        """The papers, with what was found of them."""
        papers = [
            (row.key, f"{row.position}. {row.name}", self._found(row)) for row in papers_of(self.opened.dossier)
        ]
        return {
            "papers": papers, "needs_reason": self._was_asked(), "has_form": bool(self.opened.process.form),
        }  # fmt: skip

    def _found(self, row: Any) -> str:
        if row.verdict == Verdict.NOT_GOOD:
            return str(row.words)
        required = next((one.required for one in self.opened.process.papers if one.key == row.key), False)
        return _("Chưa nộp.") if required and not row.handed_in else ""

    def effects(self) -> Sequence[Effect]:
        """What it does to the clock, and the warning of a second request."""
        row = self.opened.dossier
        if row.accepted_at is None:
            words = _("Hồ sơ chưa tiếp nhận nên chưa tính thời hạn; hạn trả lời tính lại khi người nộp bổ sung.")
        elif self.opened.process.supplement_clock == SupplementClock.RESET:
            words = _("Đồng hồ tạm dừng đến khi người nộp bổ sung, rồi thời hạn %(limit)s tính lại từ đầu.") % {
                "limit": services.limit_text(row),
            }  # fmt: skip
        else:
            words = _("Đồng hồ tạm dừng đến khi người nộp bổ sung; thời gian chờ không tính, hạn lùi tương ứng.")
        found = [Effect(words, "violet", "clock-pause")]
        if self._was_asked():
            words = _("Hồ sơ này đã được yêu cầu bổ sung một lần trước khi tiếp nhận. Lần nữa phải có lý do.")
            found.append(Effect(words, "amber", "alert-triangle"))
        return found

    def run(self, version: int, told: Told, form: Any) -> str:
        """Ask."""
        asked = services.ask_more(
            **self.on_dossier, version=version,
            items=[services.Item(key=key, name=_bare(name, key), words=words) for key, name, words in form.items],
            message=told["message"], repeat_reason=told.get("repeat_reason", ""),
            supply_on=told.get("supply_on"),
        )  # fmt: skip
        return _("Đã gửi yêu cầu bổ sung %(n)s mục của hồ sơ %(number)s") % {
            "n": len(asked.items), "number": self.opened.dossier,
        }  # fmt: skip


def _bare(name: str, key: str) -> str:
    """The name of a paper without its number in the list."""
    return name.partition(". ")[2] if key else name


class Refuse(ActPage):
    """Refuse to take a dossier in, with the reason (form 03)."""

    act = Act.REFUSE
    form_class = forms.Refusal
    danger = True

    def effects(self) -> Sequence[Effect]:
        """It ends here; the applicant is told and gets form 03."""
        words = _("Hồ sơ kết thúc ở đây, không có số hồ sơ. Người nộp nhận thông báo và Phiếu từ chối.")
        return [
            Effect(words, "red", "circle-x"),
            Effect(_("Thiếu giấy tờ thì yêu cầu bổ sung, không từ chối."), "amber", "file-alert"),
        ]  # fmt: skip

    def run(self, version: int, told: Told, form: Any) -> str:
        """Refuse it."""
        row = services.refuse(**self.on_dossier, version=version, **told)
        return _("Đã từ chối tiếp nhận hồ sơ %(number)s") % {"number": row}


class Stop(ActPage):
    """Handle a dossier no further, with the reason."""

    act = Act.STOP
    form_class = forms.Stop
    danger = True

    def effects(self) -> Sequence[Effect]:
        """It ends without a result, and is not taken up again."""
        words = _("Hồ sơ kết thúc không có kết quả và không mở lại được. Người nộp nhận thông báo với lý do.")
        return [Effect(words, "red", "player-stop")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Stop it."""
        row = services.stop(**self.on_dossier, version=version, **told)
        return _("Đã dừng xử lý hồ sơ %(number)s") % {"number": row}


class Withdraw(ActPage):
    """Answer the applicant's wish to have the dossier back; or write down one spoken at the counter."""

    act = Act.WITHDRAW
    template = "desk/withdraw.html"
    danger = True

    @property
    def answers(self) -> bool:
        """Whether there is a wish to answer."""
        return bool(self.opened.dossier.state == State.WITHDRAWAL)

    @property
    def title(self) -> Any:
        """What the page is about."""
        return _("Trả lời đề nghị rút hồ sơ") if self.answers else _("Người nộp rút hồ sơ")

    @property
    def verb(self) -> Any:
        """The button."""
        if self.answers:
            return _("Đồng ý cho rút hồ sơ %(number)s") % {"number": self.opened.dossier}
        if self.opened.dossier.accepted_at is None:
            return _("Rút hồ sơ %(number)s") % {"number": self.opened.dossier}
        return _("Ghi nhận đề nghị rút hồ sơ %(number)s") % {"number": self.opened.dossier}

    def form(self, *bound: Any) -> Form:
        """The answer, or the wish."""
        return (forms.WithdrawalAnswer if self.answers else forms.WithdrawalWish)(*bound)

    def effects(self) -> Sequence[Effect]:
        """What agreeing and declining do."""
        row = self.opened.dossier
        if self.answers:
            wish = _("Người nộp nêu: %(reason)s") % {"reason": row.end_reason or _("không nêu lý do")}
            since = _(
                "Đồng ý: hồ sơ dừng xử lý. Không đồng ý: đồng hồ chạy tiếp, thời gian từ %(since)s không tính."
            )
            return [
                Effect(wish, "violet", "message"),
                Effect(since % {"since": said(row.paused_since)}, icon="clock"),
            ]
        if row.accepted_at is None:
            return [Effect(_("Hồ sơ chưa tiếp nhận: rút là kết thúc ngay."), "red", "alert-triangle")]
        words = _("Đồng hồ tạm dừng; người đang giữ hồ sơ trả lời đề nghị.")
        return [Effect(words, "violet", "clock-pause")]

    def run(self, version: int, told: Told, form: Any) -> str:
        """Withdraw, decline, or write the wish down."""
        row = self.opened.dossier
        if not self.answers:
            services.ask_withdrawal(**self.on_dossier, version=version, reason=told["reason"])
            return _("Đã ghi nhận người nộp rút hồ sơ %(number)s") % {"number": row}
        if told["decision"] == forms.WithdrawalAnswer.AGREE:
            services.withdraw(**self.on_dossier, version=version)
            return _("Đã đồng ý cho rút hồ sơ %(number)s") % {"number": row}
        services.decline_withdrawal(**self.on_dossier, version=version, reason=told["reason"])
        return _("Đã báo không đồng ý cho rút hồ sơ %(number)s") % {"number": row}
