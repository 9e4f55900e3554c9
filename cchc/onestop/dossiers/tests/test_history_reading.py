"""What exports say, read: three provinces' headings, dates, words; what is wrong is named, nothing is guessed."""

import io
import zipfile

import pytest

from cchc.onestop.dossiers import readers
from cchc.onestop.dossiers.readers import Reading, Unreadable
from cchc.onestop.dossiers.readers.values import moment, money
from cchc.onestop.dossiers.readers.words import BY_HEADING, HEADINGS, channel, paid_online, status
from cchc.onestop.dossiers.tests import exports, vendors
from cchc.onestop.dossiers.tests.test_history import NOW


def told(name, content, said=None):
    said = said or Reading()
    one = readers.opened(name, io.BytesIO(content), {})
    found = list(readers.rows(one, said))
    for row in found:
        if row is not None:
            readers.judge(row, NOW)
    return one, [row for row in found if row is not None], sum(row is None for row in found)


@pytest.mark.parametrize("province", exports.PROVINCES)
def test_an_export_of_each_province_is_read_unaided(province):
    one, rows, _aside = told(*province(exports.some()))
    assert one.head.missing == ()
    assert [row.faults for row in rows] == [[]] * 7
    for row, past in zip(rows, exports.some(), strict=True):
        assert row.number == past.number
        assert row.applicant == past.applicant
        assert row.channel == past.channel
        assert row.status == past.status
        assert row.received.at.replace(tzinfo=None) == past.received
        assert (row.due and row.due.at.replace(tzinfo=None)) == past.due
        assert (row.finished and row.finished.at.replace(tzinfo=None)) == past.finished
        assert row.unit == past.unit and row.officer == past.officer and row.fee == past.fee
        assert bool(row.paid_online) == past.paid_online


@pytest.mark.parametrize(("vendor", "channels", "statuses", "fees", "aside"), vendors.TOLD)
def test_what_is_shortened_merged_and_dated_otherwise_is_read_unaided(vendor, channels, statuses, fees, aside):
    one, rows, others = told(*vendor())
    assert one.head.missing == ()
    assert [row.faults for row in rows] == [[]] * 3
    assert [row.applicant for row in rows] == ["Rơ Châm H'Lưỡng", "Công ty TNHH Ánh Dương", "Kpă Y Thuôn"]
    assert {row.procedure for row in rows} == {exports.NAME}
    assert ([row.channel for row in rows], [row.status for row in rows]) == (channels, statuses)
    assert [row.fee for row in rows] == fees
    assert {f"{row.received.at:%d/%m/%Y}" for row in rows} == {"06/03/2023"}
    assert [f"{at.at:%d/%m %H:%M}" for at in (rows[0].received, rows[0].finished, rows[0].returned)] == [
        "06/03 08:00", "15/03 10:00", "16/03 09:00",
    ]  # fmt: skip
    assert others == aside


@pytest.mark.parametrize(
    ("mark", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1258")]
)
def test_a_text_is_read_whatever_its_marks_and_its_letters_are_coded_in(mark, encoding):
    _one, rows, _aside = told(*exports.second_province(exports.some(), mark, encoding))
    assert [row.number for row in rows] == [past.number for past in exports.some()]
    assert {row.officer for row in rows} == {"Lê Thị Tuyết Nghiễm"}


def test_letters_that_are_not_vietnamese_are_not_taken_for_it():
    name, content = exports.second_province(exports.some(), ";", "utf-8")
    broken = content.decode().replace("ắ", "").encode("cp1252", errors="replace") + "ß þ å".encode("cp1252")
    with pytest.raises(Unreadable, match="bảng mã"):
        readers.opened(name, io.BytesIO(broken), {})


def packed(unpacked):
    """A workbook with one part that unpacks to so many bytes."""
    content = io.BytesIO(exports.book([["Số hồ sơ", "Mã TTHC", "Ngày nhận"]]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/a", "w") as part:
        for _ in range(unpacked // 1_000_000):
            part.write(bytes(1_000_000))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsx", b"%PDF-1.4 no workbook", "no_workbook"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "locked"),
        ("a.xlsx", packed(201_000_000), "swollen"),
        ("a.csv", "Số hồ sơ,Ngày nhận\nA-1,06/03/2023\n".encode(), "no_table"),
        ("a.csv", b"", "no_table"),
        ("a.pdf", b"%PDF-1.4", "no_such_kind"),
    ],
)
def test_what_is_no_table_is_refused_and_says_why(name, content, kind):
    with pytest.raises(Unreadable) as refused:
        readers.opened(name, io.BytesIO(content), {})
    assert refused.value.kind == kind and name in str(refused.value)


def test_titles_numbers_of_columns_totals_and_signatures_are_no_dossiers():
    _one, rows, aside = told(*exports.first_province(exports.some()))
    assert (len(rows), aside) == (7, 3)


@pytest.mark.parametrize(
    "text",
    ["05/02/2021 16:30", "5-2-2021 16:30:00", "5.2.21 16h30", "16:30 ngày 05/02/2021", "2021-02-05T16:30:00",
     "2021-02-05 16:30", "05/02/2021 4:30 PM", "16 giờ 30 phút, ngày 5 tháng 2 năm 2021", "2021-02-05T09:30:00Z",
     "44232.6875"],
)  # fmt: skip
def test_a_moment_is_read_however_it_is_written(text):
    assert f"{moment(text).at:%d/%m/%Y %H:%M}" == "05/02/2021 16:30"
    assert moment(text).has_hour


@pytest.mark.parametrize("text", ["05/02/2021", "2021-02-05", "ngày 5 tháng 2 năm 2021", 44232])
def test_a_day_has_no_hour(text):
    assert f"{moment(text).at:%d/%m/%Y}" == "05/02/2021" and not moment(text).has_hour


@pytest.mark.parametrize("text", ["31/02/2021", "02/13/2021", "hôm qua", "0", "-5", "2021", "99/99/9999"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        moment(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("150.000", 150_000),
        ("1,024,000 đ", 1_024_000),
        ("1.024.000 đồng", 1_024_000),
        ("Miễn phí", 0),
        (150.0, 150),
    ],
)
def test_a_sum_is_read_however_it_is_grouped(text, amount):
    assert money(text) == amount


def test_every_known_heading_means_one_thing_and_what_is_said_of_timeliness_is_left_aside():
    assert len(BY_HEADING) == sum(len(names) for names in HEADINGS.values())
    for said in ("Đã giải quyết - trễ hạn", "Hoàn thành (Đúng hạn)", "Đã xử lý xong, trước hạn"):
        assert status(said) == "done"
    assert channel("Qua Bưu chính công ích") == "post" and channel("Cổng DVC quốc gia") == "online"
    assert paid_online("VNPAY") is True and paid_online("Tiền mặt") is False and paid_online("?") is None


def test_what_a_person_said_of_headings_goes_before_what_the_words_say():
    rows = [["Số hồ sơ", "Mã TTHC", "Kênh", "Ngày nhận", "Ngày nộp", "Trạng thái"],
            [exports.number(1), exports.CODE, "Một cửa", "06/03/2023", "01/03/2023", "Đang xử lý"]]  # fmt: skip
    content = exports.text(rows)
    one = readers.opened("a.csv", io.BytesIO(content), {})
    said = {one.head.digest: Reading(columns={"ngay nop": "received", "ngay nhan": ""})}
    again = readers.opened("a.csv", io.BytesIO(content), said)
    assert (one.head.columns["received"], again.head.columns["received"]) == (3, 4)
    assert one.head.left == ("Ngày nộp",)
