import pytest
from django import forms

from cchc.ui.choosing import offer, offered


class Chosen(forms.Form):
    who = forms.TypedChoiceField(coerce=int)
    note = forms.CharField()


def test_rows_decide_what_a_field_offers():
    form = Chosen({"who": "7", "note": "x"})
    offer(form, "who", ((7, "Trần Quốc Bảo"), (9, "Siu H'Čĕn")))
    assert offered(form, "who") == {"7": "Trần Quốc Bảo", "9": "Siu H'Čĕn"}
    assert form.is_valid()


def test_a_field_without_choices_is_refused():
    with pytest.raises(TypeError, match="note"):
        offer(Chosen(), "note", ())
