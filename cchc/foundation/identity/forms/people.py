"""Units, positions and people, as who keeps them types them in. Fields are the arguments of services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cchc.foundation.identity import rules
from cchc.foundation.identity.choices import AgencyKind, Right, Scope
from cchc.foundation.identity.forms.sign_in import EMAIL_WORDS, checked_phone
from cchc.foundation.identity.models import Agency, Position, Unit, User

Words = Any  # text, translated when it is shown
EXAMPLE = lazy("ví dụ 05/02/2026")
LARGEST_WORKBOOK = 2 * 1024 * 1024


def line(label: Words, required: Words = "", longest: int = 255, hint: Words = "") -> forms.CharField:
    """A line of text; without the words for its absence it may be left out."""
    return forms.CharField(
        label=label, max_length=longest, required=bool(required), help_text=hint,
        error_messages={"required": required, "max_length": lazy("Dài quá %(limit_value)d ký tự")},
    )  # fmt: skip


def day(label: Words, required: Words = "", hint: Words = EXAMPLE) -> forms.DateField:
    """A day, typed as 05/02/2026."""
    return forms.DateField(
        label=label, required=bool(required), help_text=hint,
        error_messages={"required": required, "invalid": lazy("Phải là ngày có thật, ví dụ 05/02/2026")},
    )  # fmt: skip


class Act(forms.Form):
    """An act that may have consequences to be read first; `confirmed` says that they were."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class AgencyForm(Act):
    """An agency: its code, names and contact."""

    code = line(lazy("Mã đơn vị"), lazy("Nhập mã đơn vị"), 30, lazy("ví dụ 000.00.12.H21"))
    name = line(lazy("Tên"), lazy("Nhập tên"))
    short_name = line(lazy("Tên ngắn"), lazy("Nhập tên ngắn"), 60)
    name_en = line(lazy("Tên tiếng Anh"))
    address = line(lazy("Địa chỉ"), longest=500)
    phone = line(lazy("Điện thoại"), longest=40)
    email = forms.EmailField(label=lazy("Thư điện tử"), required=False, error_messages=EMAIL_WORDS)


class OpenAgency(AgencyForm):
    """A new agency below one that this person keeps."""

    kind = forms.ChoiceField(label=lazy("Loại"), choices=AgencyKind, widget=forms.RadioSelect)
    starts_on = day(lazy("Từ ngày"), lazy("Nhập từ ngày"))
    field_order = ["kind", "code", "name", "short_name", "name_en", "starts_on"]


class ChangeAgency(AgencyForm):
    """Corrections to an agency."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseAgency(Act):
    """The last day of an agency, and which one goes on."""

    ends_on = day(lazy("Ngày hoạt động cuối"), lazy("Nhập ngày hoạt động cuối"))
    successor = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=lazy("Cơ quan kế thừa"), required=False
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        successor.queryset = agencies
        successor.empty_label = _("Không có cơ quan kế thừa")


class MergeAgencies(Act):
    """Which agencies go into another one, and from which day on."""

    predecessors = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(), label=lazy("Cơ quan nhập vào"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("Chọn cơ quan nhập vào")},
    )  # fmt: skip
    merged_on = day(lazy("Từ ngày"), lazy("Nhập từ ngày"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["predecessors"]
        choice.queryset = agencies


class _UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def label_from_instance(self, obj: Any) -> str:
        """A unit, set in by its depth."""
        return f"{'– ' * (len(obj.path) - 1)}{obj.name}"


class _PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    def label_from_instance(self, obj: Any) -> str:
        """A person with their user name: names repeat."""
        return f"{obj.full_name} ({obj.username})"


def _unit_choice(label: Words, empty: Words, required: Words = "") -> _UnitChoice:
    return _UnitChoice(
        queryset=Unit.objects.none(), label=label, required=bool(required), empty_label=str(empty),
        error_messages={"required": required},
    )  # fmt: skip


def _person_choice(label: Words, empty: Words, required: Words = "", hint: Words = "") -> _PersonChoice:
    return _PersonChoice(
        queryset=User.objects.none(), label=label, required=bool(required), empty_label=empty, help_text=hint,
        error_messages={"required": required},
    )  # fmt: skip


class UnitForm(Act):
    """A unit: its code and names, whether it is a counter and for whom."""

    code = line(lazy("Ký hiệu"), lazy("Nhập ký hiệu"), 30, lazy("ví dụ QLCN"))
    name = line(lazy("Tên"), lazy("Nhập tên"))
    short_name = line(lazy("Tên ngắn"), lazy("Nhập tên ngắn"), 60)
    name_en = line(lazy("Tên tiếng Anh"))
    starts_on = day(lazy("Từ ngày"), lazy("Nhập từ ngày"))
    is_counter = forms.BooleanField(
        label=lazy("Là quầy một cửa"), required=False, help_text=lazy("Nơi tiếp nhận hồ sơ và trả kết quả")
    )
    serves = forms.ModelMultipleChoiceField(
        queryset=Agency.objects.none(), label=lazy("Nhận hồ sơ cho"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=lazy("Ngoài cơ quan của chính đơn vị này"),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["serves"]
        choice.queryset = agencies
        if not agencies.exists():
            del self.fields["serves"]


class OpenUnit(UnitForm):
    """A new unit."""

    parent = _unit_choice(lazy("Thuộc đơn vị"), lazy("Trực thuộc cơ quan"))
    predecessors = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.none(), label=lazy("Kế thừa đơn vị"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=lazy("Những đơn vị nhập vào hoặc đổi thành đơn vị này"),
    )  # fmt: skip
    field_order = ["code", "name", "short_name", "name_en", "parent", "starts_on"]

    def __init__(self, *args: Any, units: QuerySet[Unit], closed: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = units
        before: Any = self.fields["predecessors"]
        before.queryset = closed
        if not closed.exists():
            del self.fields["predecessors"]


class ChangeUnit(UnitForm):
    """Corrections to a unit."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveUnit(Act):
    """Where a unit belongs from now on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = _unit_choice(lazy("Chuyển vào"), lazy("Trực thuộc cơ quan"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = units


class CloseUnit(Act):
    """The last day of a unit, and which one goes on."""

    ends_on = day(lazy("Ngày hoạt động cuối"), lazy("Nhập ngày hoạt động cuối"))
    successor = _unit_choice(lazy("Đơn vị kế thừa"), lazy("Không có đơn vị kế thừa"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor: Any = self.fields["successor"]
        successor.queryset = units


class PositionForm(Act):
    """A position and what it allows."""

    title = line(lazy("Chức vụ"), lazy("Nhập chức vụ"), 120)
    title_en = line(lazy("Chức vụ bằng tiếng Anh"), longest=120)
    rank = forms.IntegerField(
        label=lazy("Thứ bậc"), min_value=0, max_value=99, initial=50,
        help_text=lazy("10 là lãnh đạo, 50 là chuyên viên; dùng để sắp danh sách"),
        error_messages={
            "required": lazy("Nhập thứ bậc"), "invalid": lazy("Thứ bậc phải là số"),
            "min_value": lazy("Thứ bậc từ 0 đến 99"), "max_value": lazy("Thứ bậc từ 0 đến 99"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=lazy("Phạm vi của quyền"), choices=Scope, initial=Scope.UNIT, widget=forms.RadioSelect
    )
    rights = forms.MultipleChoiceField(
        label=lazy("Quyền"), choices=Right, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_title(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["title"].split())


class PersonForm(Act):
    """What the office says of one of its people."""

    full_name = line(lazy("Họ và tên"), lazy("Nhập họ và tên"))
    email = forms.EmailField(label=lazy("Thư điện tử"), required=False, error_messages=EMAIL_WORDS)
    phone = line(lazy("Điện thoại"), longest=30)

    def clean_full_name(self) -> str:
        """One space between words."""
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_email(self) -> str:
        """In small letters, as it is looked for."""
        return str(self.cleaned_data["email"]).lower()

    def clean_phone(self) -> str:
        """A phone number of Viet Nam, or nothing."""
        return checked_phone(self.cleaned_data["phone"])


class AddPerson(PersonForm):
    """A new person of the office."""

    username = line(lazy("Tên đăng nhập"), lazy("Nhập tên đăng nhập"), 60, lazy("ví dụ bao.tran"))
    way = forms.ChoiceField(
        label=lazy("Mật khẩu đầu tiên"), widget=forms.RadioSelect, initial="shown",
        choices=[
            ("shown", lazy("Hiện một lần trên màn hình, đổi khi đăng nhập lần đầu")),
            ("mailed", lazy("Gửi thư mời, người nhận tự đặt")),
        ],
    )  # fmt: skip
    field_order = ["full_name", "username", "email", "phone", "way"]

    def __init__(self, *args: Any, sends_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sends_mail:
            way: Any = self.fields["way"]
            way.choices = way.choices[:1]

    def clean_username(self) -> str:
        """Small letters without marks."""
        name = str(self.cleaned_data["username"]).lower()
        if not rules.username_is_right(name):
            raise ValidationError(_("Chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch; từ 3 ký tự"))
        return name

    def clean(self) -> dict[str, Any]:
        """A letter needs an address."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("way") == "mailed" and not said.get("email") and "email" not in self.errors:
            self.add_error("email", _("Nhập thư điện tử để gửi thư mời"))
        return said


class ChangePerson(PersonForm):
    """Corrections to a person."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Hold(Act):
    """A position for a person."""

    position = forms.ModelChoiceField(
        queryset=Position.objects.none(), label=lazy("Chức vụ"), empty_label=lazy("Chọn chức vụ"),
        error_messages={"required": lazy("Chọn chức vụ")},
    )  # fmt: skip
    unit = _unit_choice(lazy("Đơn vị"), lazy("Chọn đơn vị"), lazy("Chọn đơn vị"))
    starts_on = day(lazy("Từ ngày"), lazy("Nhập từ ngày"))
    ends_on = day(lazy("Đến ngày"), hint=lazy("Để trống nếu không định trước"))

    def __init__(self, *args: Any, units: QuerySet[Unit], positions: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        position: Any = self.fields["position"]
        position.queryset = positions


class EndOn(Act):
    """The last day of something held."""

    ends_on = day(lazy("Ngày cuối"), lazy("Nhập ngày cuối"), lazy("Hết ngày này thì hết quyền"))


class NameStandIn(Act):
    """Who acts for the holder of a position, from when to when."""

    user = _person_choice(lazy("Người thay"), lazy("Chọn người thay"), lazy("Chọn người thay"))
    starts_on = day(lazy("Từ ngày"), lazy("Nhập từ ngày"))
    ends_on = day(lazy("Đến ngày"), lazy("Nhập đến ngày"))
    reason = line(lazy("Lý do"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = people


class Leave(Act):
    """A person leaves: who takes the open work."""

    heir = _person_choice(
        lazy("Người nhận việc đang mở"), lazy("Trả việc về đơn vị"),
        hint=lazy("Việc đang mở của người này sang người nhận ngay bây giờ"),
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heir: Any = self.fields["heir"]
        heir.queryset = people


class Upload(forms.Form):
    """A workbook of units and people."""

    file = forms.FileField(
        label=lazy("Tệp Excel"), help_text=lazy("Theo tệp mẫu, đến 2 MB"),
        error_messages={"required": lazy("Chọn tệp Excel"), "empty": lazy("Tệp này không có nội dung")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Small enough to be looked at in one request."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_WORKBOOK:
            raise ValidationError(
                _("Tệp %(name)s nặng %(size)d MB, tối đa 2 MB")
                % {"name": file.name, "size": -(-file.size // 2**20)}
            )
        return file
