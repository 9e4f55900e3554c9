"""What the reader of plans says in Vietnamese, in the language of the page: `{% load reader_words %}`.

Its sentences are known here; what in them stands in the document is left as it stands.
"""

import re
from functools import cache

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as said

from cchc.steering.plans.templatetags.plan_words import place_words

register = template.Library()

_PLACE = re.compile(r"%\((\w+)\)s")
_COMPARED = "ít nhất|nhiều nhất|trên|dưới|bằng|trong khoảng"
_SHAPES = {"comparison": _COMPARED, "other_comparison": _COMPARED}

# What reader, matching and comparing say, longer sentences before those that they begin with.
SAID = (
    said("Phần đầu không ghi số văn bản"),
    said("Phần đầu không ghi đủ ngày tháng"),
    said("Chưa đọc được thời kỳ của kế hoạch"),
    said("Số và ngày lấy từ dòng dẫn của phụ lục, phần đầu để trống"),
    said("Số ở phần đầu khác số ở phụ lục: %(first)s và %(second)s"),
    said("Không đọc được mục nào của một kế hoạch trong tệp này: có thể không phải là kế hoạch"),
    said("Không có từ so sánh: hiểu là “ít nhất”"),
    said("Không có từ so sánh, mà là mức giảm: xem lại là “ít nhất” hay “nhiều nhất”"),
    said("Các mốc tính từ mức đầu và mức tăng mỗi năm: xem lại"),
    said("Tăng theo từng năm như đã ghi thì không đến mức cuối"),
    said("Năm lấy từ tiêu đề gần nhất"),
    said("Chỉ tiêu đứng trong bảng nhiệm vụ"),
    said("Chỉ tiêu trong bảng không có con số"),
    said("Nhiệm vụ không ghi đơn vị chủ trì"),
    said("Hàng ở đầu trang sau được nối vào nhiệm vụ trước: xem lại"),
    said("Chưa rõ “%(printed)s” là một hay nhiều đơn vị"),
    said("Chưa đọc được thời gian này"),
    said("Thời gian không ghi năm: hiểu là năm của kế hoạch"),
    said("Thời gian không ghi năm"),
    said("Có nhiều mốc thời gian trong một ô"),
    said("Còn sót dấu liên kết Markdown “[…](…)”"),
    said("“%(printed)s” thiếu năm ban hành: có thể là “%(right)s”, %(n)s chỗ giống nhau"),
    said("“%(printed)s” thiếu năm ban hành: có thể là “%(right)s”"),
    said("“%(wrong)s” có thể là “%(right)s”, %(n)s chỗ giống nhau"),
    said("“%(wrong)s” có thể là “%(right)s”"),
    said("“%(printed)s” không khớp đơn vị nào của cơ quan"),
    said("“%(printed)s” gần giống %(unit)s (khớp %(percent)s%%)"),
    said("%(unit)s không còn từ %(day)s; kế thừa: %(heir)s (khớp %(percent)s%%)"),
    said("%(unit)s không còn từ %(day)s; chưa rõ đơn vị kế thừa (khớp %(percent)s%%)"),
    said("Mâu thuẫn với %(place)s. %(why)s"),
    said(
        "Đến %(first)s phải %(comparison)s %(value)s, nhưng đến %(second)s chỉ cần %(other_comparison)s %(other)s."
    ),
    said(
        "Cùng đến %(first)s: chỗ này %(comparison)s %(value)s, chỗ kia %(other_comparison)s %(other)s."
    ),
    said("Thiếu: %(what)s"),
    said("Lần trước đã bỏ qua: %(reason)s"),
    said("Tách thành %(n)s dòng"),
    said("Gộp vào %(place)s"),
)  # fmt: skip
WHAT = (
    said("tên kế hoạch"), said("ngày bắt đầu"), said("ngày kết thúc"), said("nội dung"), said("số"),
    said("giá trị"), said("năm hoặc hạn"), said("tên"),
)  # fmt: skip


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = [
        f"(?P<{one}>{_SHAPES.get(one, '.+?')})" if place % 2 else re.escape(one)
        for place, one in enumerate(_PLACE.split(sentence.replace("%%", "%")))
    ]
    return re.compile(f"^{''.join(pieces)}$", re.DOTALL)


def worded(words: str) -> str | None:
    """A sentence of the reader in the language of the page; None where it has no words for it."""
    if get_language() == "vi":
        return words
    for sentence in SAID:
        if found := _pattern(sentence).match(words):
            parts = {name: _part(name, text) for name, text in found.groupdict().items()}
            return _(sentence) % parts if parts else _(sentence)
    return None


def _part(name: str, text: str) -> str:
    if name == "place":
        return place_words(text)
    if name == "why":
        return worded(text) or text
    return _(text) if name in ("comparison", "other_comparison", "what") else text


@register.filter("worded")
def reader_words(words: str) -> str:
    """What the reader, or a step of the review, wrote: in the language of the page where it has words for it."""
    return worded(words) or words
