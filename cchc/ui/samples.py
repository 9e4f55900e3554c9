"""What the gallery shows: invented people, files and figures, and strings that break careless pages."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cchc.ui.parts import Act, Chip, Column, Happening

OFFICE_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
LONG_NAME = "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN THIẾT BỊ Y TẾ VÀ KHOA HỌC KỸ THUẬT ĐÔNG TRƯỜNG SƠN GIA LAI"
PROCEDURE = "Cấp giấy phép tiến hành công việc bức xạ (sử dụng thiết bị X-quang chẩn đoán trong y tế)"


def at(day: int, hour: int, minute: int, month: int = 11) -> datetime:
    """A moment of the autumn of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=OFFICE_TIME)


@dataclass(frozen=True)
class Due:
    """A time limit, as worktime would say it."""

    state: str
    due_at: datetime | None = None
    days: int = 0
    since: datetime | None = None


DUES = (
    Due("left", at(26, 16, 30), 6),
    Due("soon", at(19, 16, 30), 1),
    Due("today", at(18, 16, 30)),
    Due("overdue", at(16, 16, 30), 2),
    Due("overdue", at(18, 11, 0), 0),
    Due("paused", at(20, 16, 30), 2, at(12, 10, 2)),
    Due("early", at(20, 16, 30), 2, at(18, 9, 0)),
    Due("on_time", at(18, 16, 30), 0, at(18, 9, 0)),
    Due("late", at(17, 16, 30), 1, at(18, 9, 0)),
    Due("none"),
)
CODES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "draft", 12)


@dataclass(frozen=True)
class Row:
    """A line of the sample list."""

    code: str
    who: str
    what: str
    due: Due
    fee: Decimal | None
    chosen: bool = False


ROWS = (
    Row(
        "000.00.12.H21-261030-0111",
        "Nguyễn Thị Ngọc Huyền",
        "Gia hạn giấy phép tiến hành công việc bức xạ (sử dụng thiết bị X-quang chẩn đoán trong y tế)",
        DUES[3],
        Decimal(1_024_000),
    ),
    Row("000.00.12.H21-261103-0102", LONG_NAME, PROCEDURE, DUES[2], Decimal(2_500_000), chosen=True),
    Row(
        "000.00.12.H21-261105-0031",
        "Siu H'Čĕn",
        "Sửa đổi, bổ sung giấy phép tiến hành công việc bức xạ",
        DUES[1],
        None,
    ),
)


@dataclass(frozen=True)
class Move:
    """A move of a step."""

    act: str
    to: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the sample process."""

    key: str
    order: int
    name: str
    days: Decimal
    unit_name: str = ""
    role: str = ""
    moves: tuple[Move, ...] = ()


STEPS = (
    Step(
        "take",
        1,
        "Tiếp nhận, kiểm tra thành phần hồ sơ",
        Decimal("0.5"),
        "",
        "Công chức tiếp nhận",
        (Move("forward", "share"),),
    ),
    Step(
        "share",
        2,
        "Phân công",
        Decimal("0.25"),
        "Phòng Quản lý Khoa học",
        "Trưởng phòng",
        (Move("forward", "check"), Move("send_back", "take")),
    ),
    Step(
        "check",
        3,
        "Thẩm định hồ sơ, kiểm tra thực tế tại cơ sở khi cần, dự thảo giấy phép",
        Decimal(7),
        "Phòng Quản lý Khoa học",
        "Chuyên viên",
        (Move("forward", "head"), Move("forward", "sign"), Move("send_back", "share")),
    ),
    Step(
        "head",
        4,
        "Trưởng phòng duyệt",
        Decimal(1),
        "Phòng Quản lý Khoa học",
        "Trưởng phòng",
        (Move("forward", "sign"), Move("send_back", "check")),
    ),
    Step(
        "sign",
        5,
        "Ký giấy phép",
        Decimal(2),
        "Lãnh đạo Sở",
        "Giám đốc",
        (Move("forward", "give"), Move("send_back", "check")),
    ),
    Step("give", 6, "Trả kết quả", Decimal("0.25"), "", "Công chức tiếp nhận", (Move("finish"),)),
)


@dataclass(frozen=True)
class DayLine:
    """A day of the sample explanation."""

    on: date
    kind: str
    number: int | None = None
    reason: str = ""
    time: timedelta = timedelta(0)


@dataclass(frozen=True)
class Limit:
    """A limit in working days."""

    amount: Decimal = Decimal(10)
    unit: str = "working_day"


@dataclass(frozen=True)
class Explanation:
    """Why a limit ends when it does, as worktime would tell it."""

    received_at: datetime
    due_at: datetime
    lines: tuple[DayLine, ...]
    limit: Limit = field(default_factory=Limit)
    paused_days: int = 1
    late_days: int = 2
    is_moved: bool = False

    @property
    def weeks(self) -> list[list[DayLine | None]]:
        """The lines from Monday to Sunday."""
        cells: list[DayLine | None] = [None] * self.lines[0].on.weekday() + list(self.lines)
        cells += [None] * (-len(cells) % 7)
        return [cells[place : place + 7] for place in range(0, len(cells), 7)]


def explanation() -> Explanation:
    """Ten working days from 30/10/2026, a day of pause, a holiday, two days late."""
    lines, number = [DayLine(date(2026, 10, 30), "received")], 0
    for step in range(1, 21):
        day = date(2026, 10, 30) + timedelta(days=step)
        if day.weekday() > 4:
            lines.append(DayLine(day, "weekend"))
        elif day == date(2026, 11, 9):
            lines.append(DayLine(day, "paused"))
        elif day == date(2026, 11, 12):
            lines.append(DayLine(day, "holiday", reason="Ngày nghỉ minh họa"))
        elif number < 10:
            number += 1
            lines.append(DayLine(day, "due" if number == 10 else "counted", number))
        else:
            lines.append(DayLine(day, "late", number - 9))
            number += 1
    return Explanation(at(30, 9, 15, 10), at(17, 16, 30), tuple(lines))


def happenings() -> list[Happening]:
    """What happened to a dossier, what is now, what is expected."""
    return [
        Happening("Đã nộp trực tuyến", at(18, 9, 46), "Nguyễn Thị Ngọc Huyền"),
        Happening("Được tiếp nhận, cấp số hồ sơ", at(18, 14, 10), "Bộ phận Một cửa, quầy 3"),
        Happening("Thời hạn tạm dừng", at(19, 8, 0), "Phòng Quản lý Khoa học", kind="pause"),
        Happening(
            "Trao đổi", at(19, 10, 5), "Lê Thị Tuyết Nghiễm", "Chứng chỉ hết hạn, nộp bản còn hạn.", "message"
        ),
        Happening(
            "Yêu cầu bổ sung giấy tờ",
            at(20, 10, 2),
            "Phòng Quản lý Khoa học, chờ người nộp",
            kind="now",
            icon="file-alert",
        ),
        Happening("Thẩm định tiếp khi đủ hồ sơ", None, "Phòng Quản lý Khoa học", kind="expected"),
        Happening("Lãnh đạo Sở ký", None, kind="expected"),
    ]


class SampleForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label=gettext_lazy("Họ và tên"))
    number = forms.CharField(
        label=gettext_lazy("Số định danh cá nhân"), help_text=gettext_lazy("12 chữ số trên thẻ căn cước")
    )
    born_on = forms.DateField(
        label=gettext_lazy("Ngày sinh"),
        help_text=gettext_lazy("Ví dụ 05/02/2026"),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Nhận kết quả"),
        choices=[("online", gettext_lazy("Trực tuyến")), ("counter", gettext_lazy("Tại quầy"))],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ nộp kèm"),
        choices=[("a", gettext_lazy("Bản chính")), ("b", gettext_lazy("Bản sao chứng thực"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    handler = forms.ChoiceField(
        label=gettext_lazy("Giao cho"), choices=[("1", "Trần Quốc Bảo"), ("2", "Kpă Y Thuỡn")], required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú nội bộ"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    file = forms.FileField(label=gettext_lazy("Tệp"), required=False)
    paper = forms.BooleanField(label=gettext_lazy("Có bản giấy đi kèm"), required=False)

    def clean_number(self) -> str:
        """Twelve digits."""
        number: str = self.cleaned_data["number"]
        if len(number) != 12:
            raise forms.ValidationError(
                _("Số định danh cá nhân phải có 12 chữ số, đang có %(count)s") % {"count": len(number)}
            )
        return number


def filled() -> SampleForm:
    """The form as refused, with what was typed."""
    typed = {"name": "Nguyễn Quỳnh Nhữ Uyên", "number": "05218700431", "way": "online", "paper": "on"}
    return SampleForm({f"f-{name}": text for name, text in typed.items()}, prefix="f")


def acts(*labels: str | Promise) -> list[Act]:
    """Links that lead nowhere."""
    return [Act(label, "#tep") for label in labels]


def context() -> dict[str, Any]:
    """Everything that the gallery's template asks for."""
    see, delete, again = _("Xem"), _("Xóa"), _("Tải lại")
    return {
        "codes": CODES,
        "dues": DUES,
        "rows": ROWS,
        "columns": [
            Column(_("Chọn các hồ sơ trên trang này"), 40, pick=True),
            Column(_("Hồ sơ, người nộp"), 248),
            Column(_("Thủ tục")),
            Column(_("Hạn"), 276, sort_url="#bang", direction="ascending"),
            Column(_("Phí, đồng"), 148, num=True),
        ],
        "chips": [Chip(_("Hạn: tuần này"), "#bang"), Chip(_("Thủ tục: X-quang"), "#bang")],
        "steps": STEPS,
        "explanation": explanation(),
        "happenings": happenings(),
        "many": [Happening(f"Việc thứ {place}", at(1, 8, 0) + timedelta(hours=place)) for place in range(1, 201)],
        "plain_form": SampleForm(prefix="p"),
        "form": filled(),
        "see_delete": acts(see, delete),
        "see_other": acts(see, _("Nộp bản khác")),
        "delete": acts(delete),
        "stop": acts(_("Dừng tải")),
        "leave": acts(_("Bỏ")),
        "again_delete": acts(again, delete),
        "choose": acts(_("Chọn tệp khác")),
        "day": date(2026, 11, 20),
        "long_name": LONG_NAME,
        "long_file": "ban-ve-mat-bang-" * 12 + ".pdf",
        "chart_columns": [_("Đơn vị"), pgettext("done", "Tiếp nhận"), _("Đúng hạn")],
        "chart_rows": [
            ["Phòng Quản lý Khoa học", "1.248", "96,8%"],
            ["Phòng Quản lý Công nghệ", "767", "88,6%"],
            ["Chi cục Tiêu chuẩn Đo lường Chất lượng", "39", None],
        ],
        "two_errors": [("x2", _("Nhập ngày sinh")), ("x3", _("Chọn nơi nhận kết quả"))],
        "one_error": [("", _("Chưa tải được so-do.jpg: mất mạng. Tải lại"))],
        "figure": Decimal("62.4"),
        "low": Decimal("27.9"),
        "near": Decimal("88.6"),
        "warnings": [_("Tổng thời gian các bước là 11 ngày, thời hạn giải quyết là 10 ngày.")],
        "moment": at(18, 16, 30),
        "number": Decimal("1234567.5"),
        "nothing": None,
    }
