"""What the catalogue offers to be counted: versions and their papers, as they stand in force on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from cchc.kernel.facts import Fact, day_of
from cchc.onestop.procedures.choices import OnlineLevel, State
from cchc.onestop.procedures.models import Fee, PaperRequired, Step, Version

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def _owner(ref: str) -> Subquery:
    """The unit that answers for a version: that of its first step outside the counter."""
    steps = Step.objects.filter(version=OuterRef(ref), unit__isnull=False).order_by("order")
    return Subquery(steps.values("unit")[:1])


def versions() -> QuerySet[Version]:
    """Versions with the unit that answers for each."""
    return Version.objects.annotate(owner=_owner("pk"))


def papers() -> QuerySet[PaperRequired]:
    """Papers required, with the unit that answers for the procedure of each."""
    return PaperRequired.objects.annotate(owner=_owner("version"))


def _in_force(at: datetime, before: str = "") -> Q:
    day = day_of(at)
    starts, ends, state = f"{before}effective_from", f"{before}effective_to", f"{before}state"
    return (
        ~Q(**{state: State.DRAFT})
        & Q(**{f"{starts}__lte": day})
        & (Q(**{ends: None}) | Q(**{f"{ends}__gte": day}))
    )


def _online(at: datetime) -> Q:
    """Offered online: level 3 (một phần) or level 4 (toàn trình), since that day at the latest."""
    return Q(online_level__in=(OnlineLevel.PARTIAL, OnlineLevel.FULL)) & _since_none_or(at, "online_since")


def _since_none_or(at: datetime, name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__lte": day_of(at)})


def _since(at: datetime, name: str) -> Q:
    return Q(**{f"{name}__isnull": False, f"{name}__lte": day_of(at)})


def _fee_lines(condition: Q) -> Exists:
    return Exists(Fee.objects.filter(condition, version=OuterRef("pk")))


_SOME_FEE = Q(amount__gt=0) | ~Q(formula="")
_UNKNOWN_FEE = Q(amount=None, formula="")


def _last_begun(at: datetime) -> Q:
    """Of each procedure the version begun last, in force or not: what became of the catalogue as it was."""
    day = day_of(at)
    later = Version.objects.exclude(state=State.DRAFT).filter(
        procedure=OuterRef("procedure"), effective_from__gt=OuterRef("effective_from"), effective_from__lte=day
    )
    return ~Q(state=State.DRAFT) & Q(effective_from__lte=day) & ~Q(Exists(later))


def _baseline(at: datetime) -> Q:
    return _last_begun(at) & _since(at, "in_baseline")


def _decentralised(at: datetime) -> Q:
    """Moved down by a decision that has a day and is in force; a proposal has none."""
    return _in_force(at) & ~Q(decentralised_by="") & _since(at, "decentralised_on")


_FORM = r"^\s*([Mm]ẫu\s+)?[Đđ]ơn(?!\s+(vị|giá|hàng|thuốc))(\s|$)"  # đơn vị is a unit, đơn giá a price
_DECLARATION = r"^\s*([Mm]ẫu\s+)?([Tt]ờ|[Bb]ản|[Pp]hiếu) khai(\s|$)"
FORM = Q(kind="mau-don") | Q(name__regex=_FORM) | Q(template_name__regex=_FORM)
DECLARATION = (Q(kind="to-khai") | Q(name__regex=_DECLARATION) | Q(template_name__regex=_DECLARATION)) & ~FORM
HAS_FORM = Q(version__form__isnull=False)


def _papers(kind: Q) -> Callable[[datetime], Q]:
    return lambda at: _in_force(at, "version__") & kind


OF_VERSIONS = {"agency": "procedure__agency", "unit": "owner", "procedure": "procedure", "field": "field"}
OF_PAPERS = {
    "agency": "version__procedure__agency", "unit": "owner", "procedure": "version__procedure",
    "field": "version__field",
}  # fmt: skip


def _of_versions(key: str, name: StrPromise, holds: Callable[[datetime], Q]) -> Fact:
    return Fact(f"procedures.{key}", name, versions, holds, by=OF_VERSIONS)


def _of_papers(key: str, name: StrPromise, kind: Q) -> Fact:
    return Fact(f"procedures.{key}", name, papers, _papers(kind), by=OF_PAPERS)


FACTS = (
    _of_versions("in-force", _("thủ tục đang có hiệu lực"), _in_force),
    _of_versions(
        "fee-bearing", _("thủ tục có phí, lệ phí"), lambda at: _in_force(at) & Q(_fee_lines(_SOME_FEE))
    ),
    _of_versions(
        "payable-online", _("thủ tục có phí, lệ phí, thanh toán trực tuyến được"),
        lambda at: _in_force(at) & Q(_fee_lines(_SOME_FEE)) & _since(at, "payment_online"),
    ),
    _of_versions(
        "fee-unknown", _("thủ tục chưa rõ mức phí, lệ phí"),
        lambda at: _in_force(at) & ~Q(_fee_lines(_SOME_FEE)) & Q(_fee_lines(_UNKNOWN_FEE)),
    ),
    _of_versions(
        "free", _("thủ tục không thu phí, lệ phí"),
        lambda at: _in_force(at) & ~Q(_fee_lines(_SOME_FEE)) & ~Q(_fee_lines(_UNKNOWN_FEE)),
    ),
    _of_versions(
        "eligible", _("thủ tục trong danh mục đủ điều kiện"),
        lambda at: _in_force(at) & _since(at, "eligible_listed"),
    ),
    _of_versions(
        "eligible-online", _("thủ tục đủ điều kiện, cung cấp trực tuyến mức độ 3 hoặc 4"),
        lambda at: _in_force(at) & _since(at, "eligible_listed") & _online(at),
    ),
    _of_versions(
        "not-eligible", _("thủ tục ngoài danh mục đủ điều kiện"),
        lambda at: _in_force(at) & ~_since(at, "eligible_listed"),
    ),
    _of_versions(
        "online", _("thủ tục cung cấp trực tuyến mức độ 3 hoặc 4"), lambda at: _in_force(at) & _online(at)
    ),
    _of_versions(
        "on-phones", _("thủ tục mức độ 4 dùng được trên điện thoại"),
        lambda at: _in_force(at) & _online(at) & Q(online_level=OnlineLevel.FULL) & _since(at, "works_on_phones"),
    ),
    _of_versions(
        "offline", _("thủ tục chưa cung cấp trực tuyến"), lambda at: _in_force(at) & ~_online(at)
    ),
    _of_versions("baseline", _("thủ tục trong danh mục kỳ gốc"), _baseline),
    _of_versions(
        "decentralised", _("thủ tục kỳ gốc đã phân cấp bằng quyết định có hiệu lực"),
        lambda at: _baseline(at) & _decentralised(at),
    ),
    _of_versions(
        "after-baseline", _("thủ tục không có trong danh mục kỳ gốc"),
        lambda at: _last_begun(at) & _in_force(at) & ~_since(at, "in_baseline"),
    ),
    _of_papers("forms", _("mẫu đơn"), FORM),
    _of_papers("forms-online", _("mẫu đơn của thủ tục có biểu mẫu trực tuyến"), FORM & HAS_FORM),
    _of_papers("forms-filled-online", _("mẫu đơn lập thẳng từ nội dung khai"), FORM & HAS_FORM & Q(by_form=True)),
    _of_papers("declarations", _("tờ khai"), DECLARATION),
    _of_papers("declarations-online", _("tờ khai của thủ tục có biểu mẫu trực tuyến"), DECLARATION & HAS_FORM),
    _of_papers(
        "declarations-filled-online", _("tờ khai lập thẳng từ nội dung khai"),
        DECLARATION & HAS_FORM & Q(by_form=True),
    ),
    _of_papers("other-papers", _("giấy tờ khác, không phải mẫu đơn, tờ khai"), ~FORM & ~DECLARATION),
)  # fmt: skip
