"""The printed papers, read back from their bytes as a reader, an archive and a camera would."""

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from cchc.onestop.dossiers import papers
from cchc.onestop.dossiers.papers import (
    ConfirmationContent,
    DayLine,
    DueDateContent,
    NoFormInForce,
    PaperLine,
    ReceiptContent,
    RefusalContent,
    SupplementContent,
    Wanted,
    edition_on,
)
from cchc.onestop.dossiers.papers.sheets import FOLDER, receipt_values
from cchc.onestop.dossiers.papers.words import day_in_words, moment_in_words, place_and_day
from cchc.ui.typst import images

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
RECEIVED = datetime(2026, 2, 5, 9, 46, tzinfo=HERE)
URL = "https://motcua.example.vn/tra-cuu?ma=000.00.12.H21-260205-0034"
SHEET: dict[str, Any] = {
    "agency": "Sở Khoa học và Công nghệ",
    "counter": "Bộ phận Tiếp nhận và Trả kết quả",
    "place": "Quy Nhơn",
    "agency_address": "208 Trần Hưng Đạo, phường Quy Nhơn, tỉnh Gia Lai",
    "agency_phone": "0256 3800 000",
    "issued_at": RECEIVED,
    "number": "000.00.12.H21-260205-0034",
    "applicant": "Siu H'Čĕn",
    "address": "12 Lê Hồng Phong, phường Quy Nhơn, tỉnh Gia Lai",
    "phone": "0905 123 456",
    "email": "siu@example.vn",
    "request": "Cấp giấy phép tiến hành công việc bức xạ",
    "qr_url": URL,
    "is_demo": False,
}
FORM_01 = ReceiptContent(
    **SHEET,
    serial="1274/BPTNTKQ",
    received_at=RECEIVED,
    due_at=datetime(2026, 2, 25, 16, 30, tzinfo=HERE),
    limit_text="11 ngày làm việc",
    papers=(PaperLine("Đơn đề nghị", originals=1), PaperLine("Chứng chỉ nhân viên bức xạ", copies=2)),
    sets=1,
    return_place="Bộ phận Tiếp nhận và Trả kết quả",
    book="01/2026",
    line="1274",
    submitter="Rơ Châm Bích",
    receiver="Trần Quốc Bảo",
    fee_text="1.024.000 đồng, chưa nộp",
)
FORM_02 = SupplementContent(
    **SHEET,
    received_on=RECEIVED.date(),
    items=(Wanted("Chứng chỉ nhân viên bức xạ", "bản sao đã hết hạn"), Wanted("Sơ đồ mặt bằng")),
    reason="Chưa đủ thành phần hồ sơ",
    contact="chuyên viên Lê Thị Mai",
    contact_phone="0256 3800 012",
    officer="Lê Thị Mai",
    answer_by=datetime(2026, 3, 2, 16, 30, tzinfo=HERE),
    clock_text="Thời hạn giải quyết được tính lại từ đầu sau khi nhận đủ hồ sơ.",
)
FORM_03 = RefusalContent(
    **(SHEET | {"number": ""}),
    received_on=RECEIVED.date(),
    reference="260205-7K3F-Q2",
    reasons=("Không thuộc thẩm quyền của Sở", "Đã có giấy phép còn hiệu lực"),
    submitter="Rơ Châm Bích",
    officer="Trần Quốc Bảo",
)
SENT = ConfirmationContent(
    **(SHEET | {"number": ""}),
    reference="260205-7K3F-Q2",
    submitted_at=RECEIVED,
    submitter="Rơ Châm Bích",
    papers=(PaperLine("Đơn đề nghị", files=1),),
    answer_by=RECEIVED + timedelta(days=1),
    next_steps=("Đủ và đúng: cấp Giấy tiếp nhận.", "Chưa đủ: gửi một yêu cầu bổ sung."),
    secret_code="7K3F-9QWX-2M4T",
)
RECKONED = DueDateContent(
    **SHEET,
    received_at=RECEIVED,
    due_at=datetime(2026, 2, 9, 16, 30, tzinfo=HERE),
    limit_text="2 ngày làm việc",
    days=(
        DayLine(date(2026, 2, 5), None, "ngày tiếp nhận không tính"),
        DayLine(date(2026, 2, 6), "1"),
        DayLine(date(2026, 2, 7), None, "ngày nghỉ hằng tuần"),
        DayLine(date(2026, 2, 8), None, "ngày nghỉ hằng tuần"),
        DayLine(date(2026, 2, 9), "2"),
    ),
)
PRINTS = [
    pytest.param(papers.receipt, FORM_01, id="01"),
    pytest.param(papers.supplement_request, FORM_02, id="02"),
    pytest.param(papers.refusal, FORM_03, id="03"),
    pytest.param(papers.submission_confirmation, SENT, id="sent"),
    pytest.param(papers.due_date, RECKONED, id="due"),
]


def opened(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made))


def letters(font) -> dict[str, str]:
    """Code to text, by the font's ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    text = {}
    for block in re.findall(r"beginbfchar\n(.*?)endbfchar", table, re.S):
        for code, value in re.findall(r"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>", block):
            text[code.lower()] = bytes.fromhex(value).decode("utf-16-be")
    return text


def page_text(page) -> str:
    """What the page shows, in the order of its content; a space where a word ends, by the font's own table."""
    fonts = {name: letters(font) for name, font in page.Resources.Font.items()}
    shown, current = [], {}
    for step in pikepdf.parse_content_stream(page):
        operands, operator = list(step.operands), step.operator
        if str(operator) == "Tf":
            current = fonts[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else operands
            codes = "".join(bytes(part).hex() for part in parts if isinstance(part, pikepdf.String))
            shown += [current.get(codes[n : n + 4], "?") for n in range(0, len(codes), 4)]
        elif str(operator) == "BT":
            shown.append(" ")
    return re.sub(r"\s+", " ", "".join(shown))


def text_of(made: bytes) -> str:
    with opened(made) as file:
        return " ".join(page_text(page) for page in file.pages)


def tags(node) -> list[tuple[str, str]]:
    """Each tag of the structure tree with its replacement text, from top to bottom."""
    if not isinstance(node, pikepdf.Dictionary):
        return []
    here = [(str(node.S), str(node.get("/Alt", "")))] if "/S" in node else []
    below: Any = node.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        here += tags(child)
    return here


@pytest.mark.parametrize(("make", "content"), PRINTS)
def test_every_paper_is_a_tagged_a5_file_that_lasts(make, content):
    with opened(make(content)) as file:
        about = file.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert about["dc:title"].split(" ")[-1] == content.number or about["dc:title"].endswith(content.reference)
        assert str(file.Root.Lang) == "vi-VN"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.Root.MarkInfo.Marked
        kinds = [kind for kind, _ in tags(file.Root.StructTreeRoot)]
        assert kinds.count("/H1") == 1
        for page in file.pages:
            width, height = (float(side) / 72 * 25.4 for side in page.MediaBox[2:])
            assert (round(width), round(height)) == (148, 210)


@pytest.mark.parametrize(("make", "content"), PRINTS)
def test_every_paper_carries_its_fonts(make, content):
    with opened(make(content)) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "LiberationSerif" in str(descriptor.FontName)
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize(("make", "content"), PRINTS)
def test_every_paper_of_the_demonstration_says_so_on_each_page(make, content):
    assert "DỮ LIỆU MINH HỌA" not in text_of(make(content))
    with opened(make(replace(content, is_demo=True))) as file:
        assert all("DỮ LIỆU MINH HỌA" in page_text(page) for page in file.pages)


def test_the_receipt_says_each_field_of_form_01_in_its_order():
    text = text_of(papers.receipt(FORM_01))
    wanted = [
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "BỘ PHẬN TIẾP NHẬN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 1274/BPTNTKQ",
        "Quy Nhơn, ngày 05 tháng 02 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: 000.00.12.H21-260205-0034",
        "Bộ phận Tiếp nhận và Trả kết quả: Sở Khoa học và Công nghệ",
        "Tiếp nhận hồ sơ của: Siu H'Čĕn",
        "Địa chỉ: 12 Lê Hồng Phong",
        "Số điện thoại: 0905 123 456",
        "Email: siu@example.vn",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép",
        "1. Thành phần hồ sơ nộp gồm:",
        "Đơn đề nghị",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 11 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 09 giờ 46 phút, ngày 05 tháng 02 năm 2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 30 phút, ngày 25 tháng 02 năm 2026",
        "6. Đăng ký nhận kết quả tại: Bộ phận Tiếp nhận và Trả kết quả",
        "7. Phí, lệ phí (nếu có): 1.024.000 đồng, chưa nộp",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01/2026",
        "Số thứ tự: 1274",
        "NGƯỜI NỘP HỒ SƠ",
        "Rơ Châm Bích",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Quốc Bảo",
    ]
    bare, place = text.replace(" ", ""), 0
    for words in wanted:
        place = bare.find(words.replace(" ", ""), place)
        assert place >= 0, f"{words!r} is not, or not in its order, in {text}"


def test_the_supplement_request_lists_everything_that_is_missing():
    text = text_of(papers.supplement_request(FORM_02))
    for words in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Chứng chỉ nhân viên bức xạ: bản sao đã hết hạn",
        "Sơ đồ mặt bằng",
        "Lý do: Chưa đủ thành phần hồ sơ",
        "ngày 02 tháng 3 năm 2026",
        "Thời hạn giải quyết được tính lại từ đầu",
        "NGƯỜI HƯỚNG DẪN",
    ):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_the_refusal_gives_its_reasons_and_the_reference_where_there_is_no_number():
    text = text_of(papers.refusal(FORM_03)).replace(" ", "")
    for words in (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Mã nộp: 260205-7K3F-Q2",
        "Đã có giấy phép còn hiệu lực",
    ):
        assert words.replace(" ", "") in text


def test_the_confirmation_says_that_it_is_no_receipt_and_tells_the_code_only_where_there_is_one():
    text = text_of(papers.submission_confirmation(SENT))
    assert "7K3F-9QWX-2M4T" in text
    assert "chưa phải" in text
    assert "Mã bí mật" not in text_of(papers.submission_confirmation(replace(SENT, secret_code="")))


def test_the_reckoning_shows_each_day():
    text = text_of(papers.due_date(RECKONED))
    for day in ("05/02/2026", "06/02/2026", "07/02/2026", "08/02/2026", "09/02/2026"):
        assert day in text


def test_a_camera_reads_the_qr_in_black_and_white():
    (page,) = images(FOLDER / "receipt.typ", receipt_values(FORM_01), at=RECEIVED)
    grey = Image.open(io.BytesIO(page)).convert("L").resize((874, 1240))
    assert [code.text for code in zxingcpp.read_barcodes(grey)] == [URL]


def test_the_qr_is_described_to_who_cannot_see_it():
    with opened(papers.receipt(FORM_01)) as file:
        assert ("/Figure", "Mã QR tra cứu hồ sơ 000.00.12.H21-260205-0034") in tags(file.Root.StructTreeRoot)


@pytest.mark.parametrize(
    "typed", ["#panic()", "$x$", '*_`<>@ \\ "quoted" // /* -- ~ =', "[#set page(width: 1cm)]"]
)
def test_what_is_typed_is_printed_and_never_run(typed):
    content = replace(FORM_01, applicant=typed, papers=(PaperLine(typed),), correction_reason=typed, version=2)
    text = text_of(papers.receipt(content)).replace(" ", "")
    assert text.count(typed.replace(" ", "")) == 3


def test_forty_papers_run_over_pages_with_the_heads_repeated():
    lines = tuple(PaperLine(f"Giấy tờ thứ {n}, bản thuyết minh kỹ thuật", originals=1) for n in range(1, 41))
    with opened(papers.receipt(replace(FORM_01, papers=lines))) as file:
        texts = [page_text(page).replace(" ", "") for page in file.pages]
        kinds = [kind for kind, _ in tags(file.Root.StructTreeRoot)]
    assert len(texts) > 1
    assert all(("Giấytờthứ" not in text) or ("Têngiấytờ" in text) for text in texts)
    assert all(f"Trang{n}/{len(texts)}" in text for n, text in enumerate(texts, start=1))
    assert kinds.count("/TH") == 4
    assert kinds.count("/TD") == 160


def test_five_papers_fit_on_one_page():
    lines = tuple(PaperLine(f"Giấy tờ thứ {n} của hồ sơ đề nghị cấp giấy phép", originals=1) for n in range(5))
    with opened(papers.receipt(replace(FORM_01, papers=lines))) as file:
        assert len(file.pages) == 1


def test_a_name_of_two_hundred_letters_stays_on_the_paper():
    words = ("Công ty Trách nhiệm hữu hạn Một thành viên " * 5)[:200]
    for name in (words, "x" * 200):
        text = text_of(papers.receipt(replace(FORM_01, applicant=name))).replace("\u200b", "").replace(" ", "")
        assert name.replace(" ", "") in text


def test_a_corrected_receipt_is_a_second_version_with_its_reason():
    content = replace(FORM_01, version=2, correction_reason="ghi nhầm số bản chính")
    text = text_of(papers.receipt(content)).replace(" ", "")
    assert "Bảnthứ2,thaybảnđãcấptrước;lýdo:ghinhầmsốbảnchính" in text
    assert "Bảnthứ" not in text_of(papers.receipt(FORM_01)).replace(" ", "")


def test_fields_left_empty_stay_as_dots_and_a_missing_limit_gives_no_date():
    text = text_of(papers.receipt(replace(FORM_01, email="", due_at=None))).replace(" ", "")
    assert "Email:...." in text
    assert "Thờigiantrảkếtquảgiảiquyếthồsơ:...." in text


@pytest.mark.parametrize(
    ("received_on", "circular"),
    [
        (date(2019, 1, 6), "Thông tư số 01/2018/TT-VPCP"),
        (date(2025, 9, 14), "Thông tư số 01/2018/TT-VPCP"),
        (date(2025, 9, 15), "Thông tư số 03/2025/TT-VPCP"),
    ],
)
def test_a_form_is_that_of_the_day_of_receipt_however_late_it_is_printed(received_on, circular):
    edition = edition_on(received_on)
    received_at = datetime(received_on.year, received_on.month, received_on.day, 8, 0, tzinfo=HERE)
    text = text_of(papers.receipt(replace(FORM_01, received_at=received_at)))
    assert edition.circular == circular
    assert f"Mẫu số 01 – {circular}".replace(" ", "") in text.replace(" ", "")


def test_before_the_first_circular_there_is_no_form():
    with pytest.raises(NoFormInForce):
        edition_on(date(2019, 1, 5))


def test_the_day_of_receipt_is_the_day_in_the_office():
    late = datetime(2025, 9, 14, 17, 30, tzinfo=ZoneInfo("UTC"))
    assert receipt_values(replace(FORM_01, received_at=late))["mark"] == "Mẫu số 01 – Thông tư số 03/2025/TT-VPCP"


def test_days_below_ten_and_the_first_two_months_take_a_zero():
    assert day_in_words(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert day_in_words(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
    assert place_and_day("Quy Nhơn", date(2026, 10, 1)) == "Quy Nhơn, ngày 01 tháng 10 năm 2026"
    assert moment_in_words(RECEIVED) == "09 giờ 46 phút, ngày 05 tháng 02 năm 2026"
