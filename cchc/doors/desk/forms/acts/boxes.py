"""Boxes that several forms of acts share: words of a person, sums, several files."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cchc.kernel.text import digits

LONGEST = 4000
FILES = ".pdf,.jpg,.jpeg,.png,.heic"


class WhereNeeded(forms.CharField):
    """A box that some answers need and others do not: the service says when, so it is not called optional."""

    def validate(self, value: Any) -> None:
        """Nothing is wrong with an empty box by itself."""


def words(
    label: Any, missing: Any = "", hint: Any = "", rows: int = 3, required: bool = True, where_needed: bool = False
) -> forms.CharField:
    """A box for words of a person: a reason, a note, a message."""
    return (WhereNeeded if where_needed else forms.CharField)(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def paper_travels() -> forms.BooleanField:
    """The one thing that the giver says of a hand-over; whether it was electronic follows."""
    return forms.BooleanField(label=_("Có bản giấy đi kèm"), required=False)


class Amount(forms.CharField):
    """A sum in đồng, typed with or without dots and spaces."""

    def to_python(self, value: Any) -> Any:
        """The number, or None."""
        text = super().to_python(value)
        if not text:
            return None
        bare = text.replace(".", "").replace(" ", "").replace("\u00a0", "").removesuffix("đồng").removesuffix("đ")
        try:
            if not bare or digits(bare) != bare:
                raise InvalidOperation
            return Decimal(bare)
        except InvalidOperation:
            raise ValidationError(_now("Số tiền phải là số, ví dụ 1.024.000")) from None

    def clean(self, value: Any) -> Any:
        """More than nothing."""
        amount = super().clean(value)
        if amount is not None and amount <= 0:
            raise ValidationError(_now("Số tiền phải lớn hơn 0"))
        return amount

    def run_validators(self, value: Any) -> None:
        """Its length is what matters of a sum."""
        if value is not None and value >= Decimal(10) ** 14:
            raise ValidationError(_now("Số tiền lớn quá, xem lại"))


class ManyFiles(forms.FileInput):
    """A button that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files at once."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, none where none was chosen."""
        single = super().clean
        return [single(one, initial) for one in data or [] if one]
