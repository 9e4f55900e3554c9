"""How a dossier went, line by line: filed, taken in, steps, requests, payments, result; and what follows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cchc.doors.desk.querysets import dossier as reads
from cchc.doors.desk.rules import used_days
from cchc.doors.desk.views.opened import Opened
from cchc.onestop.dossiers import rules
from cchc.onestop.dossiers.choices import Channel, Outcome, Proof, State
from cchc.onestop.dossiers.models import StepRun, Supplement
from cchc.onestop.dossiers.querysets import DECLINED, withdrawals_of
from cchc.ui.parts import Happening
from cchc.ui.wording import money, number, said


def happenings(opened: Opened, supplements: list[Supplement]) -> list[Happening]:
    """The lines of the timeline in the order of time, then what is expected."""
    past: list[Happening] = [
        *_beginning(opened),
        *(line for run in opened.runs for line in _step(opened, run)),
        *(line for asked in supplements for line in _supplement(asked)),
        *_wishes(opened),
        *_fees(opened),
        *_end(opened),
    ]
    past.sort(key=lambda line: line.at or opened.at)
    return [*past, *_now(opened), *_expected(opened)]


def _beginning(opened: Opened) -> Iterator[Happening]:
    row = opened.dossier
    submitter, holder = opened.who
    if row.channel == Channel.ONLINE:
        who = _("%(who)s, thay %(holder)s") % {"who": submitter, "holder": holder} if holder else submitter
        yield Happening(
            _("Nộp trực tuyến, mã nộp %(code)s") % {"code": row.reference}, row.filed_at, who, icon="send"
        )
    if row.accepted_at is not None:
        words = _("Được tiếp nhận, số hồ sơ %(number)s") % {"number": row.number}
        if row.due_at is not None and row.clock_from == row.accepted_at and not opened.dossier.paused_since:
            words += _("; hẹn trả kết quả %(due)s") % {"due": said(row.due_at)}
        yield Happening(words, row.accepted_at, _name(row.accepted_by), icon="inbox")


def _step(opened: Opened, run: StepRun) -> Iterator[Happening]:
    """One line a step: at its end, or none while it runs (that is the line of now)."""
    if run.ended_at is None:
        return
    label = {
        Outcome.FORWARDED: _("Xong bước %(step)s"),
        Outcome.SENT_BACK: _("Trả lại từ bước %(step)s"),
        Outcome.RECALLED: _("Thu hồi khỏi bước %(step)s"),
        Outcome.FINISHED: _("Xong bước %(step)s, hoàn thành xử lý"),
        Outcome.ENDED: _("Bước %(step)s kết thúc cùng hồ sơ"),
    }[Outcome(run.outcome)] % {"step": f"{run.position}. {run.name}"}
    facts = [_span(opened, run, run.ended_at)]
    following = next((one for one in opened.runs if one.handed_over_at >= run.ended_at and one is not run), None)
    if run.outcome in (Outcome.FORWARDED, Outcome.SENT_BACK) and following is not None:
        to = following.assignee.full_name if following.assignee else following.unit.name
        facts.append(_("giao cho %(who)s") % {"who": to})
        facts.append(_handed(following))
    icon = {Outcome.SENT_BACK: "arrow-back-up", Outcome.RECALLED: "arrow-back-up"}.get(Outcome(run.outcome), "")
    words = f"{label}: {'; '.join(filter(None, facts))}" if any(facts) else label
    yield Happening(words, run.ended_at, _name(run.ended_by), run.note, icon=icon)


def _handed(run: StepRun) -> str:
    """Whether a hand-over was electronic; if not, what kept it from being so."""
    if run.electronic:
        return _("bàn giao điện tử")
    return (
        _("bàn giao kèm bản giấy") if run.paper_travelled else _("có giấy tờ chưa có tệp nên không tính điện tử")
    )


def _span(opened: Opened, run: StepRun, until: datetime) -> str:
    used = used_days(run.days or None, run.due_at, until, opened.calendar)
    if used is None:
        return ""
    words = _("dùng %(used)s/%(days)s ngày") % {"used": number(used), "days": number(run.days)}
    return (
        words if run.due_at is None or until <= run.due_at else _("%(span)s, quá hạn của bước") % {"span": words}
    )


def _supplement(asked: Supplement) -> Iterator[Happening]:
    items = "\n".join(f"{item['name']}: {item['words']}" for item in asked.items)
    notes = [
        items,
        asked.message,
        _("Bổ sung trước %(until)s.") % {"until": said(asked.supply_by)} if asked.supply_by else "",
        asked.repeat_reason and _("Lý do yêu cầu lần nữa: %(why)s") % {"why": asked.repeat_reason},
    ]
    words = _("Yêu cầu bổ sung lần %(n)s, %(count)s mục") % {"n": asked.position, "count": len(asked.items)}
    if not asked.before_acceptance:
        words += _("; đồng hồ tạm dừng")
    note = "\n".join(filter(None, notes))
    yield Happening(words, asked.asked_at, _name(asked.asked_by), note, kind="pause", icon="file-alert")
    if asked.supplied_at is not None:
        told = "\n".join(
            f"{item['name']}: {asked.answers[item['key']]}" for item in asked.items if item["key"] in asked.answers
        )
        words = _("Đã bổ sung") if asked.before_acceptance else _("Đã bổ sung; đồng hồ chạy tiếp")
        yield Happening(words, asked.supplied_at, _name(asked.supplied_by) or _("Người nộp"), told)


def _wishes(opened: Opened) -> Iterator[Happening]:
    """What was said about taking the dossier back; the wish that waits is the line of now."""
    wishes = list(withdrawals_of(opened.dossier.pk))
    if opened.dossier.state == State.WITHDRAWAL:
        wishes = wishes[:-1]
    names = reads.names_of([wish.by_id for wish in wishes if wish.kind == DECLINED])
    for wish in wishes:
        words, who = _("Người nộp đề nghị rút hồ sơ; đồng hồ tạm dừng"), _("Người nộp")
        if wish.kind == DECLINED:
            words, who = _("Không đồng ý cho rút hồ sơ; đồng hồ chạy tiếp"), names.get(wish.by_id, "")
        yield Happening(words, wish.at, who, wish.content.get("reason", ""), icon="arrow-back-up")


def _fees(opened: Opened) -> Iterator[Happening]:
    for fee in reads.fees_of(opened.dossier):
        words = _("Thu %(amount)s, biên lai %(receipt)s") % {
            "amount": money(fee.amount), "receipt": fee.receipt_number,
        }  # fmt: skip
        yield Happening(words, fee.paid_at, _name(fee.taken_by), icon="coin")
        if fee.voided_at is not None:
            words = _("Hủy ghi thu %(amount)s, biên lai %(receipt)s") % {
                "amount": money(fee.amount), "receipt": fee.receipt_number,
            }  # fmt: skip
            yield Happening(words, fee.voided_at, note=fee.void_reason, icon="arrow-back-up")


def _end(opened: Opened) -> Iterator[Happening]:
    row = opened.dossier
    closed: dict[str, Any] = {
        State.REFUSED: (_("Không được tiếp nhận"), "circle-x"),
        State.STOPPED: (_("Dừng xử lý"), "player-stop"),
        State.VOID: (_("Hủy tiếp nhận; số hồ sơ không dùng lại"), "arrow-back-up"),
        State.DONE: (_("Đã có kết quả"), "file-certificate"),
        State.RETURNED: (_("Đã có kết quả"), "file-certificate"),
    }
    if row.closed_at is not None and row.state in closed:
        words, icon = closed[row.state]
        by = row.changed_by if row.state in (State.REFUSED, State.STOPPED, State.VOID) else None
        yield Happening(words, row.closed_at, _name(by), row.end_reason, icon=icon)
    if row.returned_at is not None:
        handed = row.hand_over
        words = _("Trả kết quả cho %(who)s: %(proof)s") % {
            "who": handed.collected_by, "proof": Proof(handed.proof).label,
        }  # fmt: skip
        note = handed.paper_seen or handed.postal_number
        yield Happening(words, row.returned_at, _name(handed.by), note)


def _now(opened: Opened) -> Iterator[Happening]:
    row, run = opened.dossier, opened.run
    if row.state == State.REGISTERED:
        words = _("Chờ tiếp nhận; hạn trả lời %(due)s") % {"due": said(row.answer_by)}
        yield Happening(words, row.filed_at, row.counter.name, kind="now")
    elif row.state in (State.SUPPLEMENT, State.WITHDRAWAL):
        words = _("Chờ người nộp bổ sung") if row.state == State.SUPPLEMENT else _("Người nộp đề nghị rút hồ sơ")
        yield Happening(
            words, row.paused_since, kind="now", note=row.end_reason if row.state == State.WITHDRAWAL else ""
        )
    elif run is not None:
        words = _("Đang ở bước %(step)s") % {"step": f"{run.position}. {run.name}"}
        if opened.used:
            words += _("; đã dùng %(used)s ngày") % {"used": opened.used}
        if run.due_at is not None:
            words += _("; hạn của bước %(due)s") % {"due": said(run.due_at)}
        holder = run.assignee.full_name if run.assignee else _("chưa phân công")
        yield Happening(words, run.handed_over_at, f"{holder}, {run.unit.name}", kind="now")
    elif row.state == State.DONE:
        yield Happening(_("Chờ trả kết quả"), row.closed_at, row.counter.name, kind="now")


def _expected(opened: Opened) -> Iterator[Happening]:
    if opened.run is None:
        return
    seen, step = {opened.run.key}, opened.run.key
    while True:
        forward = [option.step for option in rules.options(opened.process, step) if option.act != "send_back"]
        following = forward[0] if forward else None
        if following is None or following.key in seen:
            return
        seen.add(following.key)
        step = following.key
        place = opened.process.steps.index(following) + 1
        yield Happening(f"{place}. {following.name}", who=following.unit_name, kind="expected")


def _name(user: Any) -> str:
    return str(user.full_name) if user else ""
