import gettext
from io import BytesIO

import pytest
from django.utils import translation

from cchc.ui import translations
from cchc.ui.translations import Entry


def test_messages_of_code_are_found_under_any_name():
    source = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as words
a = _("Một " "hai")
b = ngettext("%(n)s ngày", "%(n)s ngày", n)
c = words("tháng", "Một")
d = other("không")
"""
    assert {entry.key for entry in translations.in_code(source)} == {
        ("", "Một hai", ""),
        ("", "%(n)s ngày", "%(n)s ngày"),
        ("tháng", "Một", ""),
    }


def test_messages_of_templates_are_found_in_attributes_and_blocks():
    source = """{% load i18n %}<c-x label="{% translate "Điện 'thoại' (1)" %}" />
{% blocktranslate count n=rows|length trimmed %}
  Xem {{ n }} việc 5%
{% plural %}Xem {{ n }} việc 5%{% endblocktranslate %}{% if a == _("d") %}{% endif %}"""
    assert {entry.key for entry in translations.in_template(source)} == {
        ("", "Điện 'thoại' (1)", ""),
        ("", "Xem %(n)s việc 5%%", "Xem %(n)s việc 5%%"),
        ("", "d", ""),
    }


def test_a_list_is_read_as_it_was_written(tmp_path):
    entries = [
        Entry('Nói "thế"\nnhé', said=('Say "so"\nthen',)),
        Entry("Một", "tháng", said=("January",)),
        Entry("%(n)s ngày", plural="%(n)s ngày", said=("%(n)s day", "%(n)s days")),
        Entry("chưa", said=("",)),
    ]
    translations.write(tmp_path / "django.po", "en", entries)
    assert sorted(translations.read(tmp_path / "django.po"), key=lambda entry: entry.id) == sorted(
        entries, key=lambda entry: entry.id
    )


def test_what_is_compiled_is_what_gettext_reads():
    entries = [
        Entry("Một", "tháng", said=("January",)),
        Entry("%(n)s ngày", plural="%(n)s ngày", said=("%(n)s day", "%(n)s days")),
        Entry("chưa", said=("",)),
    ]
    read = gettext.GNUTranslations(BytesIO(translations.compiled("en", entries)))
    assert read.pgettext("tháng", "Một") == "January"
    assert read.ngettext("%(n)s ngày", "%(n)s ngày", 1) == "%(n)s day"
    assert read.ngettext("%(n)s ngày", "%(n)s ngày", 2) == "%(n)s days"
    assert read.gettext("chưa") == "chưa"


def test_a_translation_with_another_place_is_a_fault():
    found = [Entry("Xóa %(name)s")]
    assert translations.faults(found, [Entry("Xóa %(name)s", said=("Delete %(nam)s",))])
    assert translations.faults(found, [Entry("Xóa %(name)s", said=("Delete",))])
    assert translations.faults(found, [])
    assert not translations.faults(found, [Entry("Xóa %(name)s", said=("Delete %(name)s",))])


def test_every_message_has_english():
    faults = translations.faults(translations.collect(), translations.read(translations.po_of("en")))
    assert faults == [], f"{len(faults)} messages; see python -m cchc.ui.translations missing"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_compiled_files_are_those_of_the_lists(language):
    po = translations.po_of(language)
    assert po.with_suffix(".mo").read_bytes() == translations.compiled(language, translations.read(po))


def test_the_vietnamese_of_the_frameworks_is_ours():
    with translation.override("vi"):
        assert translation.gettext("Null characters are not allowed.") == "Có ký tự không đọc được (ký tự rỗng)."
        assert translation.gettext("You have signed out.") == "Đã đăng xuất."
