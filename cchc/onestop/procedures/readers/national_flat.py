"""The national portal's page as text: tables run together, heading first, cells without a separator.

See docs/import-procedures.md. A cell's end is known only by what the next one must begin with; where that does
not decide, the amount is left out and the row says so.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from cchc.kernel.text import fold, slug
from cchc.onestop.procedures.readers.limits import case_of, channel_of, money_of, unit_of
from cchc.onestop.procedures.readers.rows import (
    Notes,
    Row,
    applicant_kinds,
    keyed,
    levels,
    listed,
    national_code,
    told,
)
from cchc.onestop.procedures.rules import (
    Content,
    Fee,
    FieldName,
    LegalBasis,
    PaperRequired,
    Result,
    TimeLimit,
)

NOTHING = "Không có thông tin"
_MANNER_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_CHANNEL = "Trực tiếp|Trực tuyến|Dịch vụ bưu chính"
_UNIT = "Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Phút|Tuần|Năm"
_CURRENCY = "Việt Nam Đồng|VNĐ|VND|USD|Đồng"
# A line of the table: channel, time, fee. A channel's name in a description has no time and fee behind it.
_LINE = re.compile(
    rf"(?P<channel>{_CHANNEL})\s*"
    rf"(?:(?P<none>{NOTHING})|(?P<amount>\d+(?:[.,]\d+)?)[^\S\n]*(?P<unit>{_UNIT})|"
    rf"(?P<bare>\d+(?:[.,]\d+)?)(?=[^\S\n]*(?:Miễn phí|{NOTHING})))?[^\S\n]*"
    rf"(?:(?P<free>Miễn phí)|(?P<unknown>{NOTHING})|(?P<money>\d[\d.,]*) ?(?P<currency>{_CURRENCY}))"
)


def read(source: Mapping[str, Any], number: int) -> Row:
    """A row of this shape."""
    given = str(source.get("ma_thu_tuc") or "").strip()
    notes = Notes(row=number, code=national_code(given) or given)
    if not national_code(given):
        notes.error(
            "code",
            gettext("Mã “%(given)s” không phải mã thủ tục quốc gia (ví dụ 1.000449)") % {"given": given}
            if given
            else gettext("Thiếu mã"),
        )
    name = told(source.get("ten_thu_tuc"))
    if not name:
        notes.error("name", gettext("Thiếu tên thủ tục"))
    field = told(source.get("linh_vuc"))
    if not field:
        notes.error("field", gettext("Thiếu lĩnh vực"))
    if notes.errors:
        return notes.row_of(None)
    manner = told(source.get("cach_thuc_thuc_hien")).removeprefix(_MANNER_HEAD).strip()
    limits, fees = _manner(manner, notes)
    results, keywords = _results(told(source.get("ket_qua_xu_ly")))
    subjects = listed(source.get("doi_tuong_thuc_hien") or "")
    papers_text = told(source.get("thanh_phan_ho_so"))
    content = Content(
        code=notes.code,
        name=name,
        field=FieldName(key=slug(field), name=field),
        sequence=told(source.get("trinh_tu_thuc_hien")),
        manner=manner,
        papers=_papers(papers_text, notes),
        papers_text=papers_text,
        limits=limits,
        fees=fees,
        subjects=subjects,
        applicant_kinds=applicant_kinds(subjects),
        executing_agency=told(source.get("co_quan_thuc_hien")),
        competent_agency=told(source.get("co_quan_co_tham_quyen")),
        authorised_agency=told(source.get("co_quan_duoc_uy_quyen")),
        coordinating_agency=told(source.get("co_quan_phoi_hop")),
        receiving_address=told(source.get("dia_chi_tiep_nhan")),
        results=results,
        keywords=keywords,
        conditions=told(source.get("yeu_cau_dieu_kien")),
        legal_bases=_legal(told(source.get("can_cu_phap_ly"))),
        decision_number=told(source.get("so_quyet_dinh")),
        levels=levels(told(source.get("cap_thuc_hien"))),
        kind=told(source.get("loai_thu_tuc")),
        related=tuple(line.strip() for line in told(source.get("thu_tuc_lien_quan")).splitlines() if line.strip()),
        source_url=told(source.get("detail_url")),
    )
    return notes.row_of(content)


def _manner(text: str, notes: Notes) -> tuple[tuple[TimeLimit, ...], tuple[Fee, ...]]:
    found = list(_LINE.finditer(text))
    if not found or found[0].start() != 0:
        notes.warn("time_limits", gettext("Không tách được bảng cách thức thực hiện; xem nguyên văn"))
    channels = [channel_of(line["channel"]) for line in found]
    limits, fees = [], []
    for index, line in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        note, described = _note(text[line.end() : end])
        channel = channels[index]
        amount, unit = _amount(line, notes)
        if amount is not None and unit:
            _compare(amount, unit, described, notes)
        several = channels.count(channel) > 1
        limits.append(
            TimeLimit(channel=channel, case=case_of(described) if several else "", amount=amount, unit=unit,
                      text=described)
        )  # fmt: skip
        fees.append(_fee(line, channel, note, notes))
    return tuple(limits), _merged(fees)


def _amount(line: re.Match[str], notes: Notes) -> tuple[Decimal | None, str]:
    channel = line["channel"]
    if line["bare"]:
        notes.warn(
            "time_limits",
            gettext("%(channel)s: thời hạn “%(bare)s” không có đơn vị tính")
            % {"channel": channel, "bare": line["bare"]},
        )
        return Decimal(line["bare"].replace(",", ".")), ""
    if line["amount"] is None:
        if line["none"]:
            notes.warn(
                "time_limits",
                gettext("%(channel)s: không có thời hạn bằng số; chỉ có lời văn, nếu có") % {"channel": channel},
            )
        elif line["money"]:
            notes.warn(
                "time_limits",
                gettext("%(channel)s: thời hạn và mức thu dính liền “%(money)s %(currency)s”, không tách được")
                % {"channel": channel, "money": line["money"], "currency": line["currency"]},
            )
        else:
            notes.warn("time_limits", gettext("%(channel)s: không có thời hạn") % {"channel": channel})
        return None, ""
    amount = Decimal(line["amount"].replace(",", "."))
    unit = unit_of(line["unit"])
    if not unit:
        notes.warn(
            "time_limits",
            gettext("%(channel)s: đơn vị “%(unit)s” không dùng được") % {"channel": channel, "unit": line["unit"]},
        )
    return amount, unit


_SAID = re.compile(r"(?i)\b0*(\d+)\s*(ngày làm việc|ngày|giờ|tháng)")


def _compare(amount: Decimal, unit: str, described: str, notes: Notes) -> None:
    """Say so where the words beside a number give the same number another unit."""
    said = {unit_of(found[2]) for found in _SAID.finditer(described) if Decimal(found[1]) == amount}
    if said and unit not in said:
        notes.warn(
            "time_limits",
            gettext("Bảng ghi %(amount)s %(unit)s, mô tả ghi %(amount)s %(described)s")
            % {"amount": amount, "unit": _WORDS[unit], "described": _WORDS[said.pop()]},
        )


_WORDS = {
    "working_day": gettext_lazy("ngày làm việc"), "day": gettext_lazy("ngày"), "hour": gettext_lazy("giờ"),
    "month": gettext_lazy("tháng"),
}  # fmt: skip


def _note(text: str) -> tuple[str, str]:
    """The fee's note in parentheses, with those inside it, and the description behind."""
    plain = text.strip()
    if not plain.startswith("("):
        return "", plain
    depth = 0
    for index, mark in enumerate(plain):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return plain[1:index].strip(), plain[index + 1 :].strip()
    return plain[1:].strip(), ""


_NAMES_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+\s*(?:triệu|nghìn|đồng|đ\b|%)", re.IGNORECASE)
_FREE = ("khong", "mien", "chua quy dinh", "khong thu", "khong co", "khong quy dinh")


def _fee(line: re.Match[str], channel: str, note: str, notes: Notes) -> Fee:
    """The fee of a line. "Miễn phí" beside a note that names amounts or rules is no amount: the note is kept."""
    amount: Decimal | None = None
    shown = line["channel"]
    if line["free"]:
        plain = fold(note)
        by_rule = bool(note) and (bool(_NAMES_AMOUNT.search(note)) or not plain.startswith(_FREE))
        if by_rule:
            notes.warn(
                "fees",
                gettext("%(shown)s: ghi “Miễn phí” nhưng chú thích nói khác; chưa lấy mức thu") % {"shown": shown},
            )
        else:
            amount = Decimal(0)
    elif line["money"] and (line["amount"] or line["none"]):
        amount = money_of(line["money"]) if line["currency"] != "USD" else None
        if amount is None:
            notes.warn(
                "fees",
                gettext("%(shown)s: không đọc được mức thu “%(money)s %(currency)s”")
                % {"shown": shown, "money": line["money"], "currency": line["currency"]},
            )
        elif amount < 1000:
            notes.warn(
                "fees",
                gettext("%(shown)s: mức thu %(amount)s đồng có vẻ thiếu số 0; chưa lấy mức thu")
                % {"shown": shown, "amount": amount},
            )
            amount = None
    return Fee(name="Phí, lệ phí", channel=channel, amount=amount, text=note)


def _merged(fees: list[Fee]) -> tuple[Fee, ...]:
    """One line where every channel pays the same."""
    if fees and len({(fee.amount, fee.text) for fee in fees}) == 1:
        return (Fee(name=fees[0].name, amount=fees[0].amount, text=fees[0].text),)
    return tuple(dict.fromkeys(fees))


_PAPERS_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
_COUNT = re.compile(r"(?P<digits>\d+) bản (?:chính(?:,\s*(?P<copies>\d+) bản sao)?|(?P<copy_only>sao))")


def _papers(text: str, notes: Notes) -> tuple[PaperRequired, ...]:
    if text and _PAPERS_HEAD not in text:
        notes.warn("papers", gettext("Không tách được bảng thành phần hồ sơ; xem nguyên văn"))
        return ()
    papers: list[PaperRequired] = []
    case, *tables = text.split(_PAPERS_HEAD)
    for index, table in enumerate(tables):
        here = _heading(case)
        begun = 0
        for count in _COUNT.finditer(table):
            if count.start() == begun or not _ends_a_cell(table, count):
                continue
            papers.append(_paper(table[begun : count.start()], count, here, table, notes))
            begun = count.end()
        left = table[begun:]
        case = left if index + 1 < len(tables) else ""
        if index + 1 == len(tables) and left.strip(" -\n"):
            notes.warn(
                "papers",
                gettext("Phần cuối thành phần hồ sơ chưa tách được: “%(left)s”") % {"left": left.strip()[:80]},
            )
    return keyed(papers)


def _heading(text: str) -> str:
    plain = text.strip(" -:*+\n\t")
    return plain[:997] + "…" if len(plain) > 1000 else plain


def _ends_a_cell(table: str, count: re.Match[str]) -> bool:
    """Whether "1 bản chính" is the cell of numbers, or words of a paper's name ("01 bản chính văn bản ...")."""
    after = table[count.end() : count.end() + 1]
    before = table[count.start() - 1 : count.start()]
    if count["digits"].startswith("0") and len(count["digits"]) > 1 and (not before or not before.isalnum()):
        return False
    if after and (after.isspace() or after in ".,;:)/"):
        return bool(before) and not before.isspace() and before not in "(+-" and after.isspace()
    return True


def _paper(name: str, count: re.Match[str], case: str, table: str, notes: Notes) -> PaperRequired:
    digits, before = count["digits"], table[count.start() - 1 : count.start()]
    number: int | None = int(digits) if len(digits) == 1 else None
    if (
        number is None
        and len(digits) == 2
        and int(digits) <= 20
        and not digits.startswith("0")
        and before not in " ("
    ):
        number = int(digits)
    if number is None:
        # The name ends in a number, and the count stands right behind it: which digits are which, none can tell.
        notes.warn("papers", gettext("Không rõ số lượng ở “%(name)s”") % {"name": (name + digits).strip()[-60:]})
        name += digits[:-1]
    copies = int(count["copies"] or 0)
    originals: int | None = number
    if count["copy_only"]:
        originals, copies = 0, number or 0
    bare, template_name = _without_template(name)
    return PaperRequired(
        key="", name=bare.strip(" -+*•\n\t") or template_name or name, originals=originals, copies=copies,
        case=case,
        template_name=template_name[:500],
        required=bool(originals or copies or number is None) and "(nếu có)" not in bare.lower(),
    )  # fmt: skip


_FILE = re.compile(
    r"(?:(?<=[a-zà-ỹ)\];])|(?<=[a-zà-ỹ)]\.))(?=[A-ZĐ][^\n]{0,110}?\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar)\b)"
)
_EXTENSION = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar)$", re.IGNORECASE)


def _without_template(text: str) -> tuple[str, str]:
    """The name and the template's file name, where a capital right behind a small letter shows the seam."""
    plain = text.rstrip()
    seam = _FILE.search(plain)
    if seam is None or not _EXTENSION.search(plain):
        return text, ""
    bare, template = plain[: seam.start()], plain[seam.start() :]
    return (text, "") if _EXTENSION.search(bare) else (bare, template)


_RESULT = re.compile(r"(?P<name>.*?)Mã:\s*(?P<code>KQ\.[A-Z]\d+\.\d+)", re.DOTALL)


def _results(text: str) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """Results with their codes, and the keywords that stand behind them."""
    named, _, rest = text.partition("Từ khóa")
    keywords = told(rest.partition("Mô tả")[0])
    found = [
        Result(name=result["name"].strip(" .…\n") or result["code"], code=result["code"])
        for result in _RESULT.finditer(named)
    ]
    if not found and named.strip():
        found = [Result(name=named.strip())]
    words = (
        tuple(word.strip() for word in re.split(r"[;,\n]", keywords) if word.strip())
        if len(keywords) < 200
        else ()
    )
    return tuple(found), words


_AGENCY = (
    "BCA|BTC|BTP|BNNMT|BNNPTNT|BTNMT|BGTVT|BXD|BYT|BCT|BKHCN|BTTTT|BNV|BLĐTBXH|BGDĐT|BVHTTDL|BQP|BKHĐT|NHNN|"
    "VPCP|TTCP|UBDT|BDTTG|BNG|TANDTC|VKSNDTC|KTNN|CP|TTg|UBTVQH\\d{2}"
)
_KIND = "NĐ|TT|TTLT|QĐ|NQ|PL|CT|VBHN"
_TEXT_NUMBER = re.compile(
    rf"(?:(?:Luật |Nghị định |Thông tư )?[Ss]ố )?\d+(?:\.\d+)?(?:/\d{{4}})?/"
    rf"(?:QH\d{{2}}|(?:{_KIND})-(?:(?:{_AGENCY})(?:-(?:{_AGENCY}))*|[A-ZĐ]+(?![a-zà-ỹ])))"
)


def _legal(text: str) -> tuple[LegalBasis, ...]:
    """Legal texts: title, then number, run together; the same number twice is a title that names it."""
    table = text.removeprefix("Tên văn bản pháp lýMã văn bản")
    found: list[LegalBasis] = []
    begun = 0
    for match in _TEXT_NUMBER.finditer(table):
        after = table[match.end() : match.end() + 1]
        if after and (after.isspace() or after in ".,;:)("):
            continue
        title, number = _seam(table[begun : match.start()], match.group())
        begun = match.end()
        if found and found[-1].number == number and not title:
            found[-1] = replace(found[-1], title=f"{found[-1].title} {number}".strip())
            continue
        found.append(LegalBasis(number=number, title=title))
    left = table[begun:].strip()
    if left:
        found.append(LegalBasis(number="", title=left))
    return tuple(found)


_YEAR_BEFORE = re.compile(r"((?:19|20)\d{2})(\d{1,3}/.*)")
_KINDS = ("Luật", "Nghị định", "Nghị quyết", "Thông tư", "Quyết định")
_KIND_BEHIND = re.compile(r"(?:(?<=[a-zà-ỹ.])|^)(?:Luật|Nghị định|Thông tư|Quyết định|NĐ|TT|QĐ)?(?: ?số)?\s*$")


def _seam(title: str, found: str) -> tuple[str, str]:
    """Title and number: a year at the title's end is not the number's, a kind before the number is no title."""
    number = found[found.index(next(mark for mark in found if mark.isdecimal())) :]
    year = _YEAR_BEFORE.fullmatch(number)
    if year:
        return f"{title}{year[1]}".strip(), year[2]
    plain = title.strip()
    return (plain if plain in _KINDS else _KIND_BEHIND.sub("", plain).strip()), number
