"""Files as they come: both national shapes, our own, and what nobody can read. All rows are invented."""

import gzip
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.onestop.procedures import readers
from cchc.onestop.procedures.readers import Unreadable
from cchc.onestop.procedures.readers.limits import channel_of, limit_of, money_of, unit_of
from cchc.onestop.procedures.readers.rows import applicant_kinds, levels, listed, national_code

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPERS = "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def flat(manner=f"{HEAD}Trực tiếp5 Ngày làm việcMiễn phí", **told):
    return {
        "ma_thu_tuc": "1.000001", "ten_thu_tuc": "Cấp giấy phép thử", "linh_vuc": "Đo lường",
        "doi_tuong_thuc_hien": "Doanh nghiệp, Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "cach_thuc_thuc_hien": manner, "thanh_phan_ho_so": "Không có thông tin",
    } | told  # fmt: skip


def read(*sources):
    return readers.read("x.json", json.dumps(list(sources)).encode())


def limits(manner):
    (row,) = read(flat(HEAD + manner))
    return [(limit.channel, limit.amount, limit.unit) for limit in row.content.limits]


def remarks(manner, field="time_limits"):
    (row,) = read(flat(HEAD + manner))
    return [remark.message for remark in row.warnings if remark.field == field]


@pytest.mark.parametrize(
    ("manner", "found"),
    [
        ("Trực tiếp5 Ngày làm việcMiễn phí", [("counter", 5, "working_day")]),
        ("Trực tuyến10 NgàyKhông có thông tinTrong 10 ngày.", [("online", 10, "day")]),
        ("Dịch vụ bưu chính3 GiờMiễn phí", [("post", 3, "hour")]),
        ("Trực tiếp1 Tháng1,200,000 Việt Nam Đồng(1.200.000đ/thẻ)", [("counter", 1, "month")]),
        ("Trực tiếp0,5 NgàyMiễn phí", [("counter", Decimal("0.5"), "day")]),
        ("Trực tiếp1Miễn phí", [("counter", 1, "")]),
        ("Trực tuyếnKhông có thông tinMiễn phí", [("online", None, "")]),
        ("Trực tuyếnKhông có thông tin20,000 VNĐ", [("online", None, "")]),
        ("Trực tuyến120 VNĐ(20.000 đ/tờ khai)", [("online", None, "")]),
        (
            "Trực tuyến3 Ngày làm việc40,000 Việt Nam ĐồngTrực tiếp4 Ngày50,000 VNĐ"
            "Dịch vụ bưu chính5 Ngày làm việcMiễn phí",
            [("online", 3, "working_day"), ("counter", 4, "day"), ("post", 5, "working_day")],
        ),
        (
            "Trực tiếp15 Ngày làm việcMiễn phíNiêm yết công khai: 15 ngày;Trực tiếp3 Ngày làm việcMiễn phíKết quả",
            [("counter", 15, "working_day"), ("counter", 3, "working_day")],
        ),
        # Words of a description that name a channel, or a line of another table, begin no line.
        ("Trực tuyến2 NgàyMiễn phíNộp Trực tiếp tại quầy. Trực tiếp: 3 bản", [("online", 2, "day")]),
        (
            "Trực tuyến2 NgàyMiễn phíDịch vụ bưu chính\t02 Ngày làm việc\tPhí : Đồng\n"
            "Trực tiếp2 NgàyMiễn phí",
            [("online", 2, "day"), ("counter", 2, "day")],
        ),
        # A fee's note with parentheses inside it.
        (
            "Trực tiếp7 Ngày2,000,000 VNĐ((áp dụng 50% (một nửa)))Trực tuyến7 NgàyMiễn phí",
            [("counter", 7, "day"), ("online", 7, "day")],
        ),
    ],
)  # fmt: skip
def test_limits_are_taken_out_of_the_run_together_table(manner, found):
    assert limits(manner) == found


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("Trực tiếp1Miễn phí", "thời hạn “1” không có đơn vị tính"),
        ("Trực tuyếnKhông có thông tinMiễn phí28 ngày (cấp mới)", "không có thời hạn bằng số"),
        ("Trực tuyến120 VNĐ", "dính liền “120 VNĐ”"),
        ("Trực tiếp30 PhútMiễn phí", "đơn vị “Phút” không dùng được"),
        ("Trực tiếp7 NgàyMiễn phí07 ngày làm việc, kể từ", "mô tả ghi 7 ngày làm việc"),
        ("Không rõ", "Không tách được bảng"),
    ],
)
def test_what_cannot_be_read_is_said(manner, words):
    assert any(words in remark for remark in remarks(manner))


@pytest.mark.parametrize(
    ("manner", "amount", "warned"),
    [
        ("Trực tiếp5 NgàyMiễn phí", 0, False),
        ("Trực tiếp5 NgàyMiễn phí(Không quy định)", 0, False),
        ("Trực tiếp5 NgàyMiễn phí(Cho một loại hình: 8.000.000/lần)", None, True),
        ("Trực tiếp5 NgàyMiễn phí(Theo quy định của Hội đồng nhân dân)", None, True),
        ("Trực tiếp5 Ngày40,000 Việt Nam Đồng", 40_000, False),
        ("Trực tiếp5 Ngày1,200,000 VNĐ", 1_200_000, False),
        ("Trực tiếp5 Ngày150 VNĐ(150.000 đồng/lần)", None, True),
        ("Trực tiếp5 NgàyKhông có thông tin", None, False),
    ],
)
def test_a_fee_is_taken_only_where_the_source_agrees_with_itself(manner, amount, warned):
    (row,) = read(flat(HEAD + manner))
    assert [fee.amount for fee in row.content.fees] == [amount]
    assert bool(remarks(manner, "fees")) is warned


@pytest.mark.parametrize(
    ("table", "papers"),
    [
        (
            f"{PAPERS}Đơn đề nghị1 bản chínhBản sao giấy phép0 bản chính,2 bản sao",
            [("Đơn đề nghị", 1, 0), ("Bản sao giấy phép", 0, 2)],
        ),
        (
            f"{PAPERS}01 bản chính văn bản xin phép1 bản chính+ 02 ảnh cỡ 3x4.2 bản chính",
            [("01 bản chính văn bản xin phép", 1, 0), ("02 ảnh cỡ 3x4.", 2, 0)],
        ),
        (f"{PAPERS}Đơn theo Mẫu 401 bản chính", [("Đơn theo Mẫu 40", None, 0)]),
        (
            f"{PAPERS}Nộp có 1 bản chính và 2 bản sao của hợp đồng1 bản chính",
            [("Nộp có 1 bản chính và 2 bản sao của hợp đồng", 1, 0)],
        ),
        (f"{PAPERS}Danh sách nhân viên12 bản chính", [("Danh sách nhân viên", 12, 0)]),
        ("Không có thông tin", []),
    ],
)  # fmt: skip
def test_papers_are_taken_apart_at_their_counts(table, papers):
    (row,) = read(flat(thanh_phan_ho_so=table))
    found = [(paper.name, paper.originals, paper.copies) for paper in row.content.papers]
    assert found == papers


def test_papers_keep_their_case_and_their_template():
    table = (
        "Trường hợp cấp mớiTên giấy tờMẫu đơn, tờ khaiSố lượngĐơn đề nghịMẫu 01.docx1 bản chính"
        "Trường hợp cấp lạiTên giấy tờMẫu đơn, tờ khaiSố lượngGiấy phép cũ (nếu có)1 bản chính"
    )
    first, second = read(flat(thanh_phan_ho_so=table))[0].content.papers
    assert (first.case, first.name, first.template_name) == ("Trường hợp cấp mới", "Đơn đề nghị", "Mẫu 01.docx")
    assert (second.case, second.required) == ("Trường hợp cấp lại", False)
    assert first.key != second.key


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("Luật Đo lường04/2011/QH13", [("04/2011/QH13", "Luật Đo lường")]),
        ("Nghị định 86/2012/NĐ-CP86/2012/NĐ-CP", [("86/2012/NĐ-CP", "Nghị định 86/2012/NĐ-CP")]),
        ("Luật 54/2019/QH1454/2019/QH14", [("54/2019/QH14", "Luật 54/2019/QH14")]),
        (
            "Luật A năm 202072/2020/QH14Thông tư B18/2024/TT-BCALuật C26/2023/QH15",
            [("72/2020/QH14", "Luật A năm 2020"), ("18/2024/TT-BCA", "Thông tư B"), ("26/2023/QH15", "Luật C")],
        ),
        (
            "Quy định X (Nghị quyết 66.7/2025/NQ-CP của Chính phủ)66.7/2025/NQ-CP",
            [("66.7/2025/NQ-CP", "Quy định X (Nghị quyết 66.7/2025/NQ-CP của Chính phủ)")],
        ),
        ("Chỉ có tên", [("", "Chỉ có tên")]),
    ],
)  # fmt: skip
def test_legal_texts_are_taken_apart_at_their_numbers(table, found):
    (row,) = read(flat(can_cu_phap_ly=f"Tên văn bản pháp lýMã văn bản{table}"))
    assert [(basis.number, basis.title) for basis in row.content.legal_bases] == found


def test_results_have_their_codes_and_keywords_stand_behind_them():
    text = (
        "Giấy phépMã: KQ.G01.00262Văn bản từ chốiMã: KQ.G01.00263Từ khóamáy đo, cân điện tửMô tảKhông có thông tin"
    )
    (row,) = read(flat(ket_qua_xu_ly=text))
    assert [(result.name, result.code) for result in row.content.results] == [
        ("Giấy phép", "KQ.G01.00262"), ("Văn bản từ chối", "KQ.G01.00263"),
    ]  # fmt: skip
    assert row.content.keywords == ("máy đo", "cân điện tử")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"ma_thu_tuc": ""}, "code"), ({"ma_thu_tuc": "ABC"}, "code"), ({"ma_thu_tuc": "1.00044"}, "code"),
        ({"ten_thu_tuc": "Không có thông tin"}, "name"), ({"linh_vuc": ""}, "field"),
    ],
)  # fmt: skip
def test_a_row_without_code_name_or_field_is_an_error(told, field):
    (row,) = read(flat(**told))
    assert (row.content, [remark.field for remark in row.errors]) == (None, [field])


# --- the nested shape ---


def nested(**told):
    return {
        "ID": 1, "MATTHC": "1.001193.000.00.00.H49", "TENTTHC": "Thủ tục thử", "YEUCAU": "Không", "TUKHOA": "",
        "COQUANTHUCHIEN": [{"MADONVI": "1", "TENDONVI": "Ủy ban nhân dân xã"}], "COQUANPHOIHOP": "",
        "CAPTHUCHIEN": [{"CAPTHUCHIEN": "2", "TENCAP": "Cấp Xã"}],
        "LINHVUCTHUCHIEN": [{"MALINHVUC": "G15-TP07", "TENLINHVUC": "Hộ tịch"}],
        "TRINHTUTHUCHIEN": [{"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": "Bước 1"}, {"TENTRINHTU": "Bước 2"}]}],
        "CACHTHUCTHUCHIEN": [
            {"KENH": "1", "THOIGIAN": [
                {"THOIGIANGIAIQUYET": "15", "DONVITINH": "Giờ", "MOTA": "Ngay trong ngày",
                 "PHILEPHI": [{"DONVI": "Đồng", "MAPHILEPHI": "2'", "SOTIEN": "50.000", "MOTA": "Mức lệ phí"}]},
                {"THOIGIANGIAIQUYET": "3", "DONVITINH": "Ngày làm việc", "MOTA": "Trường hợp phải xác minh",
                 "PHILEPHI": []},
            ]},
            {"KENH": 2, "THOIGIAN": [{"THOIGIANGIAIQUYET": "5", "DONVITINH": "", "MOTA": "", "PHILEPHI": ""}]},
            {"KENH": "3", "THOIGIAN": [{"THOIGIANGIAIQUYET": "", "DONVITINH": "Ngày", "MOTA": "theo giấy hẹn"}]},
        ],
        "DOITUONGTHUCHIEN": [{"MADOITUONG": "1", "TENDOITUONG": "Công dân Việt Nam"}],
        "THANHPHANHOSO": [{"TRUONGHOP": "* Giấy tờ phải nộp:", "GIAYTO": [
            {"MAGIAYTO": "000.00.00.G15-KQ004389", "TENGIAYTO": "- Giấy chứng sinh", "SOBANCHINH": "1",
             "SOBANSAO": "0", "TENMAUDON": "", "URL": "", "MA_KQ_THAYTHE": "KQ.G15.000001"},
            {"MAGIAYTO": "", "TENGIAYTO": "Tờ khai", "SOBANCHINH": "hai", "SOBANSAO": ""},
        ]}],
        "KETQUATHUCHIEN": [{"MAKETQUA": "KQ.G15.000031", "TENKETQUA": "Giấy khai sinh"}],
        "CANCUPHAPLY": [{"SOVANBAN": "60/2014/QH13", "TENVANBAN": "Luật Hộ tịch", "NGAYBANHANH": "2014-11-20",
                         "NGAYHIEULUC": "2016-01-01", "COQUANBANHANH": "QH", "DIACHITRUYCAP": ""}],
        "TTHCLIENQUAN": "", "TTHCLIENTHONG": "",
    } | told  # fmt: skip


def test_the_nested_shape_is_read_with_channels_units_cases_and_amounts():
    (row,) = readers.read("x.json", json.dumps({"result": [nested()], "error_code": "0"}).encode())
    content = row.content
    assert (row.code, content.field.key, content.levels) == ("1.001193", "G15-TP07", ("commune",))
    assert [(limit.channel, limit.case, limit.amount, limit.unit) for limit in content.limits] == [
        ("counter", "Ngay trong ngày", 15, "hour"), ("counter", "Trường hợp phải xác minh", 3, "working_day"),
        ("online", "", 5, ""), ("post", "", None, ""),
    ]  # fmt: skip
    assert [(fee.name, fee.amount, fee.channel) for fee in content.fees] == [("Lệ phí", 50_000, "counter")]
    first, second = content.papers
    assert (first.name, first.originals, first.copies, first.replaced_by) == (
        "Giấy chứng sinh",
        1,
        0,
        "KQ.G15.000001",
    )
    assert (second.originals, second.copies) == (None, None)
    assert content.results[0].code == "KQ.G15.000031"
    assert content.legal_bases[0].effective_on.isoformat() == "2016-01-01"
    assert (content.conditions, content.sequence) == ("", "Bước 1\nBước 2")
    said = " ".join(remark.message for remark in row.warnings)
    for words in ("“5” không có đơn vị tính", "Dịch vụ bưu chính: không có thời hạn", "số lượng “hai”"):
        assert words in said


def test_a_line_of_jsonl_may_be_an_answer_an_object_or_no_json_at_all():
    lines = [json.dumps({"result": nested()}), json.dumps(flat()), "{broken", "[]", json.dumps({"x": 1})]
    rows = readers.read("x.jsonl.gz", gzip.compress("\n".join(lines).encode()))
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert [row.code for row in rows] == ["1.001193", "1.000001", "", "", ""]
    assert [bool(row.errors) for row in rows] == [False, False, True, True, True]


# --- tables ---


def test_a_table_made_by_hand_needs_few_columns():
    heads = "Mã thủ tục;Tên thủ tục;Lĩnh vực;Thời hạn giải quyết;Cột lạ"
    text = f"{heads}\nDEMO-01;Thử;Đo lường;10 ngày làm việc;x\n\n;Thiếu mã;Đo lường;;\n"
    first, second = readers.read("x.csv", text.encode("utf-8-sig"))
    assert [(limit.amount, limit.unit) for limit in first.content.limits] == [(10, "working_day")]
    assert first.content.field.key == "do-luong"
    assert [remark.field for remark in second.errors] == ["code"]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("Thời hạn giải quyết", "khoảng mười ngày", "không đọc được thời hạn"),
        ("Thời hạn giải quyết", "10 tuần", "không đọc được thời hạn"),
        ("Thời hạn giải quyết", "Bồ câu | | 5 | ngày", "không biết cách thức"),
        ("Phí, lệ phí", "Phí | Phí | | | 5 triệu", "không đọc được mức thu"),
        ("Phí, lệ phí", "Phí | Phí | | | | x.y", "công thức"),
        ("Số bộ hồ sơ", "một", "không phải là số"),
        ("Trực tuyến từ", "31/02/2026", "day is out of range"),
        ("Nộp không cần tài khoản", "có lẽ", "không phải là có hay không"),
        ("Biểu mẫu (JSON)", "{", "không phải JSON"),
        ("Thành phần hồ sơ", "Đơn | hai", "không phải là số"),
        ("Quy trình nội bộ", "Tiếp nhận | | Bay | 1", "không hiểu"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_an_error_of_its_row(column, cell, words):
    text = f'Mã thủ tục,Tên thủ tục,Lĩnh vực,"{column}"\nDEMO-01,Thử,Đo lường,"{cell}"\n'
    (row,) = readers.read("x.csv", text.encode())
    if words in ("công thức",):
        assert row.content is not None  # refused by the service, which checks formulas of every shape
    elif words == "day is out of range":
        assert row.errors
    else:
        assert words in row.errors[0].message, row.errors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "x.txt",
            b"a"), ("x.json", b""), ("x.json", b"nope"), ("x.jsonl", b"nope\nnope"), ("x.csv", b"\xff\xfe\xfa",
        ),
        ("x.xlsx", b"no zip"), ("x.json.gz", b"no gzip"), ("x.json", b"[]"), ("x.csv", b"a,b\n1,2"),
        ("x.json", b"[" * 100_000), ("x.gz", gzip.compress(b"[]", mtime=0)),
        ("x.json", b'{"items": [{"code": "1.000001"}]}'), ("x.json", b"{}"), ("x.json", b'"1.000001"'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(name, content):
    with pytest.raises(Unreadable):
        readers.read(name, content)


def test_an_object_that_keeps_its_list_elsewhere_is_told_where_it_should_be():
    with pytest.raises(Unreadable, match=r"x\.json không có danh sách thủ tục.*“procedures” hay “result”"):
        readers.read("x.json", b'{"items": [{"code": "1.000001", "name": "Khai b\xc3\xa1o"}]}')
    (row,) = readers.read("x.json", b'[{"items": []}]')  # among rows it is a row
    assert row.errors


@given(st.text(max_size=300))
def test_no_table_of_words_makes_the_reader_fall(text):
    (row,) = read(flat(HEAD + text, thanh_phan_ho_so=PAPERS + text, can_cu_phap_ly=text, ket_qua_xu_ly=text))
    assert row.content is not None


@given(st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["MATTHC", "TENTTHC", "ma_thu_tuc", "ten_thu_tuc", "code", "name", "field", "limits", "result"]), inner, max_size=4), max_leaves=12), min_size=1, max_size=3))  # fmt: skip # noqa: E501
def test_no_json_makes_the_reader_fall(items):
    with suppress(Unreadable):
        readers.read("x.json", json.dumps(items).encode())


@pytest.mark.parametrize(
    ("text", "money"),
    [("50.000", 50_000), ("1,200,000", 1_200_000), ("50000", 50_000), ("50.000 đồng", 50_000), ("0", 0),
     ("0,1%", None),
     ("5 triệu", None), ("1.5", None), ("", None), ("-5", None)],
)  # fmt: skip
def test_amounts_are_read_in_both_ways_of_writing_thousands(text, money):
    assert money_of(text) == money


def test_small_words_of_the_sources_are_known():
    assert [unit_of(word) for word in ("Ngày", "NGÀY LÀM VIỆC", "giờ", "Tháng", "tuần")] == [
        "day",
        "working_day",
        "hour",
        "month",
        "",
    ]
    assert [channel_of(word) for word in ("1", "2", "3", "Trực tiếp", "x")] == [
        "counter",
        "online",
        "post",
        "counter",
        "",
    ]
    assert limit_of("2,5 ngày làm việc") == (Decimal("2.5"), "working_day", "ngày làm việc")
    assert [national_code(text) for text in ("1.000449.000.00.00.H50", "1.014392.H38", "1.000449", "G15-1")] == [
        "1.000449",
        "1.014392",
        "1.000449",
        "",
    ]
    assert levels("Cấp bộ, Cấp tỉnh, Cơ quan khác") == ("ministry", "province", "other")
    assert listed("Cán bộ, công chức, viên chức, Doanh nghiệp") == ("Cán bộ, công chức, viên chức", "Doanh nghiệp")
    assert applicant_kinds(["Công dân Việt Nam", "Doanh nghiệp"]) == ("citizen", "organisation")
    assert applicant_kinds(["Tổ chức (không bao gồm doanh nghiệp, HTX)"]) == ("organisation",)
