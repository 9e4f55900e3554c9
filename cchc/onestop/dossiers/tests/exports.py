"""Exports as three invented provinces write them, and the same dossiers in each."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from unicodedata import normalize

from openpyxl import Workbook

CODE, NAME = "1.002145", "Cấp giấy phép (minh họa)"


@dataclass(frozen=True, kw_only=True)
class Past:
    """One dossier as another system knew it."""

    number: str
    applicant: str = "Rơ Châm H'Lưỡng"
    channel: str = "counter"
    received: datetime = datetime(2023, 3, 6, 8, 30)  # noqa: DTZ001 - as written in an export
    due: datetime | None = datetime(2023, 3, 16, 16, 30)  # noqa: DTZ001 - an export has no zone
    finished: datetime | None = datetime(2023, 3, 15, 10, 0)  # noqa: DTZ001 - an export has no zone
    returned: datetime | None = datetime(2023, 3, 16, 9, 0)  # noqa: DTZ001 - an export has no zone
    status: str = "returned"
    unit: str = "Phòng Quản lý Công nghệ"
    officer: str = "Lê Thị Tuyết Nghiễm"
    fee: int | None = 150_000
    paid_online: bool = False
    code: str = CODE
    name: str = NAME


def number(n: int, day: datetime = datetime(2023, 3, 6)) -> str:  # noqa: DTZ001 - an export has no zone
    """A number as they are given: 000.00.12.H21-230306-0001."""
    return f"000.00.12.H21-{day:%y%m%d}-{n:04}"


def some() -> list[Past]:
    """In time, late, online, open, waiting, withdrawn, refused."""
    first = Past(number=number(1))
    return [
        first,
        replace(first, number=number(2), channel="online", finished=datetime(2023, 3, 20, 8, 0),  # noqa: DTZ001 - an export has no zone
                returned=datetime(2023, 3, 21, 8, 0), paid_online=True),  # noqa: DTZ001 - an export has no zone
        replace(first, number=number(3), channel="post", returned=None, status="done"),
        replace(first, number=number(4), finished=None, returned=None, status="processing"),
        replace(first, number=number(5), finished=None, returned=None, status="waiting"),
        replace(first, number=number(6), channel="online", returned=None, status="withdrawn"),
        replace(first, number=number(7), channel="online", returned=None, status="refused"),
    ]  # fmt: skip


def book(rows: Iterable[Sequence[Any]], title: str = "Sheet1", merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def text(rows: Iterable[Sequence[Any]], mark: str = ",", encoding: str = "utf-8") -> bytes:
    """A text of comma, semicolon or tab separated values."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    said = out.getvalue()
    return said.encode(encoding) if encoding != "cp1258" else _as_1258(said)


def _as_1258(said: str) -> bytes:
    """Windows-1258 writes tones as marks of their own, after the letter."""
    whole = b""
    for letter in normalize("NFC", said):
        try:
            whole += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(normalize("NFD", letter))
            kept = [mark for mark in marks if mark not in "\u0300\u0301\u0303\u0309\u0323"]
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            whole += normalize("NFC", base + "".join(kept)).encode("cp1258") + "".join(tones).encode("cp1258")
    return whole


def _hour(at: datetime | None) -> str:
    return f"{at:%d/%m/%Y %H:%M}" if at else ""


def first_province(rows: Iterable[Past]) -> tuple[str, bytes]:
    """A workbook with titles over the table, numbered columns under its heads, a total and a signature below."""
    said = {
        "returned": "Đã trả kết quả", "done": "Đã xử lý xong", "processing": "Đang xử lý",
        "waiting": "Yêu cầu bổ sung giấy tờ", "withdrawn": "Đã rút hồ sơ", "refused": "Không được tiếp nhận",
    }  # fmt: skip
    how = {"counter": "Trực tiếp tại quầy", "online": "Trực tuyến", "post": "Bưu chính công ích"}
    heads = [
        "STT", "Số hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Chủ hồ sơ", "Số CCCD/MST", "Hình thức nộp",
        "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày xử lý xong", "Ngày trả kết quả", "Trạng thái", "Đơn vị xử lý",
        "Người xử lý", "Phí, lệ phí (đồng)", "Thanh toán trực tuyến",
    ]  # fmt: skip
    table: list[list[Any]] = [
        ["UBND TỈNH GIẢ ĐỊNH MỘT"], ["DANH SÁCH HỒ SƠ TIẾP NHẬN VÀ GIẢI QUYẾT"],
        ["Từ ngày 01/01/2021 đến ngày 31/12/2025"], [], heads, [f"({n})" for n in range(1, len(heads) + 1)],
    ]  # fmt: skip
    past = list(rows)
    for n, row in enumerate(past, 1):
        table.append([
            n, row.number, f"{row.code}.000.00.00.H21", row.name, row.applicant, "", how[row.channel],
            _hour(row.received), _hour(row.due), _hour(row.finished), _hour(row.returned), said[row.status],
            row.unit, row.officer, row.fee, "Có" if row.paid_online else "Không",
        ])  # fmt: skip
    table += [["Tổng cộng:"], [], [None] * 13 + ["Người lập biểu"]]
    return "danh-sach-ho-so.xlsx", book(table, "Hồ sơ", ["A1:P1", "A2:P2", "A3:P3"])


def second_province(
    rows: Iterable[Past], mark: str = ";", encoding: str = "utf-8-sig", name: str = "export.csv"
) -> tuple[str, bytes]:
    """A text with ISO dates, other words, timeliness said beside the status."""
    said = {
        "returned": "Hoàn thành - Đúng hạn", "done": "Chờ trả kết quả (trễ hạn)", "processing": "Đang thụ lý",
        "waiting": "Chờ bổ sung", "withdrawn": "Công dân rút hồ sơ", "refused": "Từ chối tiếp nhận",
    }  # fmt: skip
    how = {"counter": "Một cửa", "online": "DVC trực tuyến", "post": "Qua bưu điện"}
    heads = [
        "Mã hồ sơ", "Mã thủ tục", "Người nộp", "Kênh tiếp nhận", "Thời gian tiếp nhận", "Hạn giải quyết",
        "Thời gian kết thúc", "Thời gian trả", "Tình trạng", "Phòng ban", "Cán bộ thụ lý", "Lệ phí",
        "Hình thức thanh toán", "Ghi chú",
    ]  # fmt: skip
    table: list[list[Any]] = [heads]
    for row in rows:
        table.append([
            row.number, row.code, row.applicant, how[row.channel], *(
                at.isoformat(sep=" ") if at else "" for at in (row.received, row.due, row.finished, row.returned)
            ), said[row.status] if not (row.status == "returned" and row.returned is None) else "Hoàn thành",
            row.unit, row.officer, f"{row.fee:,}".replace(",", ".") if row.fee is not None else "",
            "Chuyển khoản" if row.paid_online else "Tiền mặt", "",
        ])  # fmt: skip
    return name, text(table, mark, encoding)


def third_province(rows: Iterable[Past]) -> tuple[str, bytes]:
    """A workbook whose heads stand in two rows, with real dates, procedures by name only."""
    said = {
        "returned": "Trả kết quả", "done": "Đã có kết quả", "processing": "Chưa giải quyết",
        "waiting": "Tạm dừng", "withdrawn": "Rút hồ sơ", "refused": "Không tiếp nhận",
    }  # fmt: skip
    how = {"counter": "Nộp trực tiếp", "online": "Mức độ 4", "post": "BCCI"}
    table: list[list[Any]] = [
        ["Sở Giả Định"], [],
        ["TT", "Số biên nhận", "Thủ tục", "Tổ chức/cá nhân", "Nguồn hồ sơ", "Thời gian", None, None, None,
         "Kết quả xử lý", "Đơn vị chủ trì", "Chuyên viên", "Số tiền", "TTTT"],
        [None, None, None, None, None, "Tiếp nhận", "Hẹn trả", "Xử lý xong", "Trả kết quả"],
    ]  # fmt: skip
    for n, row in enumerate(rows, 1):
        table.append([
            n, row.number, row.name, row.applicant, how[row.channel], row.received, row.due, row.finished,
            row.returned, said[row.status], row.unit, row.officer, row.fee, "x" if row.paid_online else None,
        ])  # fmt: skip
    return "bao-cao.xlsx", book(table, "Chi tiết", ["F3:I3"])


PROVINCES = (first_province, second_province, third_province)


def many(count: int, seed: int = 1) -> list[Past]:
    """A history at random, always the same for a seed."""
    rng = random.Random(seed)
    found = []
    for n in range(count):
        day = datetime(2021, 1, 4 + rng.randrange(20), 8 + rng.randrange(9), rng.randrange(60))  # noqa: DTZ001 - an export has no zone
        found.append(replace(rng.choice(some()), number=number(n), received=day))
    return found
