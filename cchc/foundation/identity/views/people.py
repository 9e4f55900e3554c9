"""A2, people: who they are, what they hold and why they may do something; and every act on one."""

from collections.abc import Sequence

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity import services
from cchc.foundation.identity.forms import people as forms
from cchc.foundation.identity.models import Agency, Holding, Position, StandIn, User
from cchc.foundation.identity.permissions import manages_people, rights_in_words
from cchc.foundation.identity.views.acts import (
    FORMS,
    ActPage,
    Said,
    act,
    agency_of,
    first_values,
    if_past,
    managed,
    own_user,
    posted,
    units_in_force,
)
from cchc.foundation.identity.views.story import story
from cchc.kernel import clock
from cchc.kernel.access import opens_to
from cchc.kernel.lifecycle import Conflict
from cchc.kernel.paging import capped_count, keyset
from cchc.kernel.text import fold


@opens_to(manages_people)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of an agency by name, with the positions that they hold today."""
    agency, today = agency_of(request, request.GET.get("co-quan")), clock.today()
    text, gone = request.GET.get("q", "").strip(), "da-nghi" in request.GET
    ids = User.objects.staff_of(agency.pk).filter(is_active=not gone).values("pk")
    rows = User.objects.filter(pk__in=ids)
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    page = keyset(rows, by="search", mark=request.GET.get("sau", ""))
    held: dict[int, list[Holding]] = {}
    for row in (
        Holding.objects.filter(user__in=[user.pk for user in page.rows])
        .on(today)
        .select_related("unit", "position")
        .order_by("position__rank")
    ):
        held.setdefault(row.user_id, []).append(row)
    context = {
        "agency": agency, "text": text, "gone": gone, "page": page, "count": capped_count(rows),
        "lines": [(user, held.get(user.pk, [])) for user in page.rows],
        "query": f"co-quan={agency.pk}" + ("&da-nghi=1" if gone else ""),
    }  # fmt: skip
    return render(request, "identity/people.html", context)


@opens_to(manages_people)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: positions with their dates, stand-ins, rights in words, what happened."""
    user, today = _person(request, pk), clock.today()
    kept = managed(request)
    holdings = list(
        Holding.objects.filter(user=user).select_related("unit__agency", "position").order_by("-starts_on", "pk")
    )
    stand_ins = StandIn.objects.filter(Q(user=user) | Q(holding__user=user)).select_related(
        "user", "holding__user", "holding__unit", "holding__position"
    )
    context = {
        "person": user,
        "holdings": [(row, row.unit.agency_id in kept) for row in holdings],
        "acting_for": [(row, row.holding.unit.agency_id in kept) for row in stand_ins if row.user_id == user.pk],
        "acted_by": [(row, row.holding.unit.agency_id in kept) for row in stand_ins if row.user_id != user.pk],
        "rights": rights_in_words(user, today),
        "is_kept": user.agency_id in kept,
        "story": story(list(Entry.objects.about("user", user.pk))),
        "today": today,
    }
    return render(request, "identity/person.html", context)


@opens_to(manages_people)
@FORMS
def add_person(request: HttpRequest) -> HttpResponse:
    """A new person: with a password shown once, or with an invitation by e-mail."""
    agency = agency_of(request, request.GET.get("co-quan"))
    page = ActPage(
        title=_("Thêm người"), subject=agency.name, verb=_("Thêm người"), back_url=_people_url(agency),
        back_text=_("Người của %(agency)s") % {"agency": agency.short_name},
    )  # fmt: skip
    form = forms.AddPerson(posted(request), sends_mail=get_adapter(request).is_open_for_signup(request))
    if not form.is_valid() or form.cleaned_data["way"] == "mailed":

        def run(said: Said) -> str:
            said.pop("way")
            user = services.create_staff(agency=agency, by=own_user(request), at=clock.now(), **said)
            request_password_reset(request, user.email, [user], None)
            return reverse("identity:person", args=[user.pk])

        return act(request, page, form, run, _("Đã thêm người. Thư mời đặt mật khẩu đã được gửi."))
    made: list[User] = []

    def run_shown(said: Said) -> str:
        said.pop("way")
        made.append(services.create_staff(agency=agency, by=own_user(request), at=clock.now(), **said))
        return "."

    answer = act(request, page, form, run_shown, _("Đã thêm người."))
    return _show_password(request, made[0]) if made else answer


@opens_to(manages_people)
@FORMS
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the office says of a person."""
    user = _person(request, pk)
    page = _person_page(user, _("Sửa thông tin"), _("Lưu thông tin"))

    def run(said: Said) -> str:
        services.change_person(user=user, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    form = forms.ChangePerson(
        posted(request), initial=first_values(user, ("full_name", "email", "phone", "version"))
    )
    return act(request, page, form, run, _("Đã lưu thông tin."))


@opens_to(manages_people)
@FORMS
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a position in a unit of an agency that one keeps: their own, or where they are seconded."""
    user = _person(request, pk)
    kept = Agency.objects.filter(pk__in=managed(request), ends_on=None).order_by("parent", "name")
    own = user.agency_id if user.agency_id in managed(request) else None
    agency = agency_of(request, request.GET.get("co-quan") or own)
    page = _person_page(
        user, _("Giao vị trí"), _("Giao vị trí cho %(name)s") % {"name": user.full_name},
        words=_("Tại %(agency)s.") % {"agency": agency.name},
        links=[(row.name, f"{request.path}?co-quan={row.pk}") for row in kept if row.pk != agency.pk],
    )  # fmt: skip

    def run(said: Said) -> str:
        services.hold(user=user, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    form = forms.Hold(
        posted(request), units=units_in_force(agency.pk), initial={"starts_on": clock.today()},
        positions=Position.objects.filter(agency=agency).order_by("rank", "title"),
    )  # fmt: skip
    return act(request, page, form, run, _("Đã giao vị trí."), lambda said: if_past(said["starts_on"]))


@opens_to(manages_people)
@FORMS
def end_holding(request: HttpRequest, pk: int) -> HttpResponse:
    """End a position held, also at once."""
    row = _holding(request, pk)
    page = _person_page(
        row.user, _("Kết thúc vị trí"), _("Kết thúc vị trí của %(name)s") % {"name": row.user}, danger=True,
        words=_("%(position)s tại %(unit)s, từ ngày %(day)s. Muốn hết quyền ngay: ghi ngày hôm qua.")
        % {"position": row.position, "unit": row.unit, "day": f"{row.starts_on:%d/%m/%Y}"},
    )  # fmt: skip

    def run(said: Said) -> str:
        services.end_holding(holding=row, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    def consequences(said: Said) -> Sequence[str]:
        last = said["ends_on"]
        if last < row.starts_on:
            return [_("Ngày cuối trước ngày đầu: coi như chưa từng giữ vị trí này.")]
        lines = [*if_past(last)]
        if last < clock.today():
            lines.append(_("Quyền do vị trí này mà có hết ngay bây giờ."))
        lines += [
            _("%(name)s thôi làm thay.") % {"name": stand.user}
            for stand in StandIn.objects.filter(holding=row, ends_on__gt=last).select_related("user")
        ]
        return lines

    form = forms.EndOn(posted(request), initial={"ends_on": clock.today()})
    return act(request, page, form, run, _("Đã kết thúc vị trí."), consequences)


@opens_to(manages_people)
@FORMS
def name_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who acts for the holder of a position while they are away."""
    row = _holding(request, pk)
    page = _person_page(
        row.user, _("Cử người thay khi vắng"), _("Cử người thay %(name)s") % {"name": row.user},
        words=_("Người thay có mọi quyền của vị trí %(position)s tại %(unit)s trong những ngày ấy.")
        % {"position": row.position, "unit": row.unit},
    )  # fmt: skip

    def run(said: Said) -> str:
        services.stand_in(holding=row, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    form = forms.NameStandIn(
        posted(request), initial={"starts_on": clock.today()},
        people=User.objects.filter(pk__in=User.objects.staff_of(row.unit.agency_id).values("pk"), is_active=True)
        .exclude(pk=row.user_id).order_by("search"),
    )  # fmt: skip
    return act(request, page, form, run, _("Đã cử người thay."), lambda said: if_past(said["starts_on"]))


@opens_to(manages_people)
@FORMS
def end_stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a stand-in end earlier."""
    rows = StandIn.objects.filter(holding__unit__agency__in=managed(request)).select_related(
        "user", "holding__user", "holding__unit", "holding__position"
    )
    row = get_object_or_404(rows, pk=pk)
    page = _person_page(
        row.user, _("Thôi làm thay"), _("Để %(name)s thôi làm thay") % {"name": row.user},
        words=_("Đang thay %(name)s, %(position)s tại %(unit)s, đến ngày %(day)s. Hết quyền ngay: ghi hôm qua.")
        % {"name": row.holding.user, "position": row.holding.position, "unit": row.holding.unit,
           "day": f"{row.ends_on:%d/%m/%Y}"},
    )  # fmt: skip

    def run(said: Said) -> str:
        services.end_stand_in(stand_in=row, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    form = forms.EndOn(posted(request), initial={"ends_on": clock.today()})
    return act(request, page, form, run, _("Đã kết thúc việc làm thay."), lambda said: if_past(said["ends_on"]))


@opens_to(manages_people)
@FORMS
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person leave, after asking who takes the open work."""
    user = _person(request, pk)
    page = _person_page(
        user, _("Cho nghỉ việc"), _("Cho %(name)s nghỉ việc") % {"name": user.full_name}, danger=True,
        words=_("Tài khoản ngừng dùng ngay: không đăng nhập được nữa, mọi vị trí và việc làm thay kết thúc."),
    )  # fmt: skip

    def run(said: Said) -> str:
        services.deactivate(user=user, by=own_user(request), at=clock.now(), **said)
        return page.back_url

    colleagues = User.objects.filter(
        pk__in=User.objects.staff_of(user.agency_id or 0).values("pk"), is_active=True
    )
    form = forms.Leave(posted(request), people=colleagues.exclude(pk=user.pk).order_by("search"))

    def consequences(said: Said) -> Sequence[str]:
        open_ones = Holding.objects.filter(user=user).exclude(ends_on__lt=clock.today())
        words = _("Thôi giữ vị trí %(position)s tại %(unit)s.")
        lines = [
            words % {"position": row.position, "unit": row.unit}
            for row in open_ones.select_related("position", "unit").order_by("position__rank")
        ]
        heir = said["heir"]
        if heir is not None:
            return [*lines, _("Việc đang mở sang %(name)s.") % {"name": heir.full_name}]
        return [*lines, _("Việc đang mở trả về đơn vị, chưa phân công cho ai.")]

    return act(request, page, form, run, _("Đã cho nghỉ việc."), consequences)


@opens_to(manages_people)
@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person who had left sign in again."""
    user = _person(request, pk)
    try:
        services.reactivate(user=user, by=own_user(request), at=clock.now())
    except Conflict:
        messages.info(request, _("Người này đang làm việc."))
    else:
        messages.success(request, _("Đã cho làm việc trở lại. Giao vị trí để có quyền."))
    return redirect("identity:person", pk=pk)


@opens_to(manages_people)
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a person out on every device."""
    user = _person(request, pk)
    services.end_sessions(user=user, by=own_user(request), at=clock.now())
    messages.success(request, _("Đã đăng xuất %(name)s khỏi mọi thiết bị.") % {"name": user.full_name})
    return redirect("identity:person", pk=pk)


@opens_to(manages_people)
@FORMS
def issue_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a new initial password, shown once on the page that answers."""
    user = _person(request, pk)
    page = _person_page(
        user, _("Cấp mật khẩu tạm"), _("Cấp mật khẩu tạm cho %(name)s") % {"name": user.full_name},
        words=_("Mật khẩu cũ hết dùng và mọi thiết bị bị đăng xuất. Mật khẩu tạm hiện một lần; người này phải đổi "
                "khi đăng nhập."),
    )  # fmt: skip
    if request.method != "POST":
        return act(request, page, forms.Act(), lambda said: "", "")
    return _show_password(request, user)


def _show_password(request: HttpRequest, user: User) -> HttpResponse:
    """The only page that ever shows an initial password. It is kept by no browser and no proxy."""
    password = services.issue_password(user=user, by=own_user(request), at=clock.now())
    answer = render(request, "identity/password.html", {"person": user, "password": password})
    answer["Cache-Control"] = "no-store"
    return answer


def _person(request: HttpRequest, pk: int) -> User:
    """A person of an agency that one keeps, or seconded to one; others do not exist."""
    kept = managed(request)
    ids = User.objects.filter(Q(agency__in=kept) | Q(holdings__unit__agency__in=kept), agency__isnull=False)
    return get_object_or_404(User.objects.select_related("agency"), pk=pk, pk__in=ids.values("pk"))


def _holding(request: HttpRequest, pk: int) -> Holding:
    rows = Holding.objects.select_related("user", "unit__agency", "position")
    return get_object_or_404(rows, pk=pk, unit__agency__in=managed(request))


def _person_page(
    user: User, title: str, verb: str, words: str = "", danger: bool = False, links: Sequence[tuple[str, str]] = ()
) -> ActPage:
    return ActPage(
        title=title, subject=user.full_name, verb=verb, back_url=reverse("identity:person", args=[user.pk]),
        back_text=user.full_name, words=words, danger=danger, links=links,
    )  # fmt: skip


def _people_url(agency: Agency) -> str:
    return f"{reverse('identity:people')}?co-quan={agency.pk}"
