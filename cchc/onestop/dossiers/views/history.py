"""Past dossiers by page: a file read on trial by a job, its columns told once, taken in, withdrawn."""

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc.foundation.files.services import FileRefused
from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.dossiers import forms
from cchc.onestop.dossiers.choices import HELD, REMARKS, RUNNING, RunState, Stage
from cchc.onestop.dossiers.models import HistoryRun, Replaced
from cchc.onestop.dossiers.permissions import brings_history, history_agencies
from cchc.onestop.dossiers.services import history
from cchc.onestop.procedures.querysets import versions_in

SHOWN = 200
LISTED = 50


class KeeperRequest(HttpRequest):
    """A request that `opens_to(brings_history)` let through."""

    user: User


def _agency(request: KeeperRequest) -> tuple[Agency, list[Agency]]:
    """The agency asked for with `?co-quan=`, the person's own without; and all that they may ask for."""
    agencies = list(Agency.objects.filter(pk__in=history_agencies(request.user, clock.today())).order_by("name"))
    asked = request.GET.get("co-quan", "")
    own = [one for one in agencies if (str(one.pk) == asked if asked else one.pk == request.user.agency_id)]
    found = own or ([] if asked else agencies)
    if not found:
        raise Http404
    return found[0], agencies


def _run(request: KeeperRequest, pk: UUID) -> HistoryRun:
    rows = HistoryRun.objects.visible_to(request.user, clock.now())
    rows = rows.select_related("agency", "begun_by", "done_by", "withdrawn_by")
    return get_object_or_404(rows, pk=pk)


@opens_to(brings_history)
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: KeeperRequest) -> HttpResponse:
    """The imports of an agency, the last one first; a file is uploaded here."""
    agency, agencies = _agency(request)
    if request.method != "POST":
        return _runs_page(request, agency, agencies, forms.Upload())
    form = forms.Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _runs_page(request, agency, agencies, form, status=422)
    try:
        run = history.begin_history(
            upload=form.cleaned_data["file"], agency=agency, by=request.user, at=clock.now()
        )
    except (history.Unreadable, FileRefused) as fault:
        form.add_error("file", str(fault))
        return _runs_page(request, agency, agencies, form, status=422)
    except Conflict:
        stopped = any(map(history.has_stopped, HistoryRun.objects.running().filter(agency=agency)))
        form.add_error(
            None,
            _("Một tệp của cơ quan dừng giữa chừng. Mở tệp đó ở dưới, làm tiếp hoặc bỏ.")
            if stopped
            else _("Một tệp khác của cơ quan đang được đọc hoặc nhập. Chờ tệp đó xong."),
        )
        return _runs_page(request, agency, agencies, form, status=409)
    return redirect("dossiers:history-run", pk=run.pk)


def _runs_page(
    request: KeeperRequest, agency: Agency, agencies: list[Agency], form: Form, status: int = 200
) -> HttpResponse:
    rows = HistoryRun.objects.filter(agency=agency).select_related("begun_by").order_by("-begun_at", "-pk")
    listed = [(row, history.has_stopped(row)) for row in rows[:LISTED]]
    context = {"agency": agency, "agencies": agencies, "form": form, "runs": listed}
    return render(request, "dossiers/history.html", context, status=status)


@opens_to(brings_history)
@require_safe
def run(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """How far an import is: its columns to be told, its progress, what it would do, what it did."""
    return _run_page(request, _run(request, pk))


def _columns_form(row: HistoryRun, data: Any = None) -> forms.Columns:
    guessed = row.counts.get("columns", {})
    return forms.Columns(data, names=list(row.headings), guessed=guessed)


def _words_form(row: HistoryRun, data: Any = None) -> forms.Words:
    unknown = {kind: words for kind, words in row.unknown.items() if words}
    versions = {version.procedure_id: version for version in versions_in(row.agency_id)}.values()
    return forms.Words(
        data, unknown=unknown,
        procedures=[(str(one.procedure_id), f"{one.code} {one.name}") for one in versions],
        units=[(str(pk), name) for pk, name in Unit.objects.filter(agency=row.agency_id).order_by("name", "pk")
               .values_list("pk", "name")],
    )  # fmt: skip


def _run_page(request: KeeperRequest, row: HistoryRun, status: int = 200, **more: Any) -> HttpResponse:
    errors, named = row.errors[:SHOWN], row.counts.get("columns", {})
    found = sum(row.counts.get("kinds", {}).values()) or len(row.errors)
    work, stopped = history.work_on(row.pk) if row.state in RUNNING else None, history.has_stopped(row)
    context: dict[str, Any] = {
        "run": row, "agency": row.agency, "is_running": row.state in RUNNING and not stopped, "stopped": stopped,
        "work": work, "failure": history.failure_words(row),
        "errors": [(error, history.fault_words(error)) for error in errors],
        "all_errors": found, "kept": len(row.errors), "more_errors": max(0, found - len(errors)),
        "columns": [(words, named[column]) for column, words in HELD.items() if column in named],
        "left": row.counts.get("left", []),
        "remarks": [(count, REMARKS.get(name, name)) for name, count in row.remarks.items()],
        "changes": row.counts.get("new", 0) + row.counts.get("changed", 0),
        "accepted": row.counts.get("read", 0) - row.counts.get("refused", 0),
        "can_drop": row.state in history.DROPPABLE and (work is None or work.stage == Stage.READING),
    }  # fmt: skip
    if row.state == RunState.ASKING and "columns_form" not in more:
        context["columns_form"] = _columns_form(row)
    if row.state == RunState.READ and row.unknown and "words_form" not in more:
        context["words_form"] = _words_form(row)
    if form := context.get("columns_form") or more.get("columns_form"):
        context["rows"] = [
            (form[f"c{place}"], [line[place] if place < len(line) else "" for line in row.samples])
            for place, name in enumerate(row.headings)
            if name
        ]
    return render(request, "dossiers/history_run.html", context | more, status=status)


@opens_to(brings_history)
@require_POST
def columns(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Say which column holds what; it is remembered for the next file with these headings."""
    row = _run(request, pk)
    form = _columns_form(row, request.POST)
    if not form.is_valid():
        return _run_page(request, row, status=422, columns_form=form)
    return _mapped(request, row, form.columns, {})


@opens_to(brings_history)
@require_POST
def words(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Say what words mean that were not understood; the file is read again."""
    row = _run(request, pk)
    form = _words_form(row, request.POST)
    if not form.is_valid() or not form.words:
        form.add_error(None, _("Chọn nghĩa của ít nhất một từ"))
        return _run_page(request, row, status=422, words_form=form)
    return _mapped(request, row, {}, form.words)


def _mapped(
    request: KeeperRequest, row: HistoryRun, columns: dict[str, str], words: dict[str, dict[str, str]]
) -> HttpResponse:
    try:
        history.map_headings(run_id=row.pk, columns=columns, words=words, by=request.user, at=clock.now())
    except Conflict:
        return _busy(request, row)
    return redirect("dossiers:history-run", pk=row.pk)


@opens_to(brings_history)
@require_POST
def accept(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Have a file taken in that was read on trial."""
    return _done(request, pk, history.accept_history, skip_errors="skip" in request.POST)


def _done(
    request: KeeperRequest, pk: UUID, service: Callable[..., Any], words: str = "", to: str = "", **more: Any
) -> HttpResponse:
    """Call the one service of an act on a run, and go back to its page, or elsewhere."""
    row = _run(request, pk)
    try:
        service(run_id=row.pk, by=request.user, at=clock.now(), **more)
    except Conflict:
        return _busy(request, row)
    if words:
        messages.success(request, words)
    return redirect(to) if to else redirect("dossiers:history-run", pk=row.pk)


@opens_to(brings_history)
@require_POST
def go_on(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Have what was killed midway done after all."""
    return _done(request, pk, history.go_on)


@opens_to(brings_history)
@require_POST
def keep(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Give up a withdrawal that was killed midway."""
    return _done(request, pk, history.keep_run, _("Đã thôi rút lại; hồ sơ của tệp này vẫn được tính."))


@opens_to(brings_history)
@require_POST
def drop(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Give a file up."""
    return _done(request, pk, history.drop_history, _("Đã bỏ tệp; chưa có gì được nhập."), to="dossiers:history")


def _busy(request: KeeperRequest, row: HistoryRun) -> HttpResponse:
    row.refresh_from_db()
    return _run_page(request, row, status=409, lost=True)


@opens_to(brings_history)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """Take back what a file brought: a page that says what it does, and asks why."""
    row = _run(request, pk)
    form = forms.Withdraw(request.POST if request.method == "POST" else None)
    changed = Replaced.objects.filter(run=row).count()
    later = HistoryRun.objects.filter(pk__in=Replaced.objects.filter(was_run=row).values("run")).order_by(
        "-done_at"
    )
    context = {
        "run": row, "form": form, "changed": changed, "touched": row.counts.get("new", 0) + changed, "later": later
    }  # fmt: skip
    if row.state != RunState.DONE:
        raise Http404
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "dossiers/history_withdraw.html", context, status=status)
    try:
        history.ask_withdrawal_of_run(
            run_id=row.pk, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )
    except Conflict:
        form.add_error(None, _("Tệp nhập sau đã sửa hồ sơ của tệp này. Rút lại tệp nhập sau trước."))
        return render(request, "dossiers/history_withdraw.html", context, status=409)
    return redirect("dossiers:history-run", pk=row.pk)


@opens_to(brings_history)
@require_safe
def errors(request: KeeperRequest, pk: UUID) -> HttpResponse:
    """The rows that are not taken, as csv: the row of the file, the number, what is wrong."""
    row = _run(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="dong-sai.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([_("Dòng"), _("Số hồ sơ"), _("Cột"), _("Sai")])
    for error in row.errors:
        cells = [
            error["row"],
            error["number"],
            str(HELD.get(error["field"], error["field"])),
            history.fault_words(error),
        ]
        writer.writerow([f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@") else cell for cell in cells])
    return response
