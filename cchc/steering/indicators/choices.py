"""The words of indicators: what kind, over which period, which part of a figure, where a declared value stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cchc.kernel.lifecycle import Transitions


class Kind(TextChoices):
    """How an indicator relates to time."""

    STOCK = "stock", _("Tại một thời điểm")
    CUMULATIVE = "cumulative", _("Cộng dồn từ kỳ gốc")
    FLOW = "flow", _("Phát sinh trong kỳ")


class PeriodKind(TextChoices):
    """The periods over which a flow is counted: by the calendar, or as reported by NĐ 09/2019/NĐ-CP."""

    YEAR = "year", pgettext_lazy("period", "Năm dương lịch")
    HALF = "half", _("Sáu tháng dương lịch")
    QUARTER = "quarter", _("Quý dương lịch")
    MONTH = "month", _("Tháng dương lịch")
    REPORT_YEAR = "report_year", _("Năm báo cáo")
    REPORT_HALF = "report_half", _("Sáu tháng báo cáo")
    REPORT_QUARTER = "report_quarter", _("Quý báo cáo")
    REPORT_MONTH = "report_month", _("Tháng báo cáo")


class Part(TextChoices):
    """The rows that a figure stands on."""

    NUMERATOR = "numerator", _("Tử số")
    DENOMINATOR = "denominator", _("Mẫu số")
    EXCLUDED = "excluded", _("Không tính")


class Source(TextChoices):
    """Where a figure comes from: beside every figure, in words."""

    COMPUTED = "computed", _("Tính từ số liệu")
    DECLARED = "declared", _("Tự khai")
    NONE = "none", _("Chưa có nguồn số liệu")


class Answer(TextChoices):
    """What can be said of a value. That the denominator is not known is an answer, and is never 0."""

    KNOWN = "known", _("Có số liệu")
    NOTHING = "nothing", _("Không có trường hợp nào trong kỳ")
    FEW = "few", _("Chưa đủ số lượng tối thiểu để kết luận")
    NO_DENOMINATOR = "no_denominator", _("Chưa biết mẫu số")
    NO_SOURCE = "no_source", _("Chưa có nguồn số liệu")


class Verdict(TextChoices):
    """What a figure is against its target."""

    MET = "met", pgettext_lazy("target", "Đạt")
    AT_RISK = "at_risk", pgettext_lazy("target", "Có nguy cơ")
    MISSED = "missed", pgettext_lazy("target", "Chưa đạt")
    UNKNOWN = "unknown", pgettext_lazy("target", "Chưa kết luận được")


class State(TextChoices):
    """Where a declared value stands."""

    ASKED = "asked", _("Cần khai")
    DECLARED = "declared", _("Chờ duyệt")
    APPROVED = "approved", pgettext_lazy("declared value", "Đã duyệt")
    RETURNED = "returned", pgettext_lazy("declared value", "Đã trả lại để khai lại")
    REPLACED = "replaced", _("Đã thay bằng giá trị khác")
    WITHDRAWN = "withdrawn", pgettext_lazy("declared value", "Đã rút")


class Act(TextChoices):
    """What people do to a declared value."""

    DECLARE = "declare", _("Khai giá trị")
    APPROVE = "approve", _("Duyệt giá trị")
    RETURN = "return", _("Trả lại để khai lại")
    REPLACE = "replace", _("Thay giá trị")
    TAKE_BACK = "take_back", _("Rút lại để sửa")
    HAND_ON = "hand_on", _("Giao đơn vị khác khai")
    WITHDRAW = "withdraw", _("Rút giá trị")


TRANSITIONS = Transitions(
    {
        (State.ASKED, Act.DECLARE): State.DECLARED,
        (State.RETURNED, Act.DECLARE): State.DECLARED,
        (State.DECLARED, Act.APPROVE): State.APPROVED,
        (State.DECLARED, Act.RETURN): State.RETURNED,
        (State.APPROVED, Act.REPLACE): State.REPLACED,
        (State.DECLARED, Act.TAKE_BACK): State.ASKED,
        (State.ASKED, Act.HAND_ON): State.ASKED,
        (State.RETURNED, Act.HAND_ON): State.RETURNED,
        (State.ASKED, Act.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Act.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Act.WITHDRAW): State.WITHDRAWN,
    }
)


class Every(TextChoices):
    """How often a declared value is asked for."""

    MONTH = "month", _("Hằng tháng")
    QUARTER = "quarter", _("Hằng quý")
    HALF = "half", _("Sáu tháng một lần")
    YEAR = "year", pgettext_lazy("how often", "Hằng năm")


class Pile(TextChoices):
    """The piles of the list of declared values. The value stands in the URL."""

    LATE = "qua-han", _("quá hạn khai")
    TO_DECLARE = "can-khai", _("cần khai")
    WAITING = "cho-duyet", _("chờ duyệt")
    RETURNED = "tra-lai", _("đã trả lại")
    APPROVED = "da-duyet", _("đã duyệt")


class Told(TextChoices):
    """The words by which people are reminded of a value that is asked for."""

    SOON = "soon", _("Sắp đến hạn")
    LATE = "late", _("Quá hạn")


OPEN = (State.ASKED, State.RETURNED, State.DECLARED)


class Grain(TextChoices):
    """How finely counts are added up. Every period begins with a half-month: reporting ones close on the 14th."""

    MOMENT = "moment", _("Từng thời điểm")
    DAY = "day", _("Từng ngày")
    HALF = "half", _("Nửa tháng")
