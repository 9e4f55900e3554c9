"""A file of procedures, whatever its form, as rows. xlsx, csv, json, jsonl, and gz of these."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cchc.onestop.procedures.readers import national_flat, national_nested, own, table
from cchc.onestop.procedures.readers.columns import Column
from cchc.onestop.procedures.readers.rows import Remark, Row, Unreadable

LARGEST = 200 * 1024 * 1024  # unpacked; the whole national catalogue is about a tenth of it
_ENDINGS = (".xlsx", ".csv", ".jsonl", ".json")
_LISTS = {"result", "procedures"}  # where an answer of the portal's service, and our export, keep their rows
_NAMES = {"MATTHC", "TENTTHC", "ma_thu_tuc", "ten_thu_tuc", "code", "name"}  # by which a procedure is known
csv.field_size_limit(10 * 1024 * 1024)


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file called `name`. Raises Unreadable where it could not be read at all."""
    lowered = name.lower()
    if lowered.endswith(".gz"):
        lowered, content = lowered.removesuffix(".gz"), _unpacked(content)
    ending = next((ending for ending in _ENDINGS if lowered.endswith(ending)), "")
    if not ending:
        raise Unreadable(
            gettext("Tệp %(name)s: chỉ nhận .xlsx, .csv, .json, .jsonl và .gz của các loại này") % {"name": name}
        )
    if not content.strip():
        raise Unreadable(gettext("Tệp %(name)s rỗng") % {"name": name})
    if ending == ".xlsx":
        rows = list(_table(_sheet(name, content), name))
    elif ending == ".csv":
        rows = list(_table(_csv(_text(name, content)), name))
    else:
        rows = list(_objects(_json(name, _text(name, content), lines=ending == ".jsonl")))
    if not rows:
        raise Unreadable(gettext("Tệp %(name)s không có thủ tục nào") % {"name": name})
    return list(_without_twins(rows))


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(LARGEST + 1)
    except (OSError, EOFError, zipfile.BadZipFile) as fault:
        raise Unreadable(gettext("Không giải nén được tệp .gz")) from fault
    if len(plain) > LARGEST:
        raise Unreadable(gettext("Tệp .gz quá lớn sau khi giải nén"))
    return plain


def _text(name: str, content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return normalize("NFC", content.decode(encoding))  # marks as letters of their own find nothing
    except UnicodeDecodeError as fault:
        raise Unreadable(gettext("Tệp %(name)s không phải là văn bản UTF-8") % {"name": name}) from fault


def _sheet(name: str, content: bytes) -> Iterator[list[Any]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError, IndexError) as fault:
        raise Unreadable(gettext("Tệp %(name)s không phải là tệp Excel .xlsx") % {"name": name}) from fault
    yield from (list(cells) for cells in sheet.iter_rows(values_only=True))


def _csv(text: str) -> Iterator[list[Any]]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as fault:
        raise Unreadable(gettext("Không đọc được tệp .csv")) from fault


def _table(lines: Iterable[list[Any]], name: str) -> Iterator[Row]:
    """The rows under the headings; blank ones do not count."""
    heads: list[tuple[Column, int] | None] | None = None
    number = 0
    for cells in lines:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        if heads is None:
            found = table.headings(cells)
            names = {head[0].name for head in found if head}
            if {"code", "name"} <= names:
                heads = found
            continue
        number += 1
        yield table.read_table(heads, cells, number)
    if heads is None:
        raise Unreadable(
            gettext("Tệp %(name)s không có dòng tiêu đề với cột “Mã thủ tục” và “Tên thủ tục”") % {"name": name}
        )


def _json(name: str, text: str, lines: bool) -> Iterator[Any]:
    """The objects of a JSON file, or of one with an object a line. A line that is no JSON is given as it is."""
    if not lines:
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            if "\n" in text.strip() and text.lstrip().startswith("{"):
                yield from _json(name, text, lines=True)
                return
            raise Unreadable(gettext("Tệp %(name)s không phải là JSON") % {"name": name}) from None
        if isinstance(whole, list):
            yield from whole
            return
        if not isinstance(whole, Mapping) or not (_LISTS | _NAMES) & whole.keys():
            raise Unreadable(
                gettext(
                    "Tệp %(name)s không có danh sách thủ tục: cần một danh sách JSON, hoặc một đối tượng có "
                    "danh sách ở “procedures” hay “result”"
                )
                % {"name": name}
            )
        yield whole
        return
    found, good = [], 0
    for line in text.split("\n"):
        if line.strip():
            try:
                found.append(json.loads(line))
                good += 1
            except (ValueError, RecursionError):
                found.append(line)
    if not good:
        raise Unreadable(gettext("Tệp %(name)s không có dòng nào là JSON") % {"name": name})
    yield from found


def _objects(items: Iterable[Any]) -> Iterator[Row]:
    number = 0
    for item in items:
        for source in _sources(item):
            number += 1
            yield _read_object(source, number)


def _sources(item: Any) -> list[Any]:
    """The procedures in an answer of the portal's service, in our export, or the item itself."""
    if isinstance(item, Mapping):
        for name in sorted(_LISTS):
            inner = item.get(name)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, Mapping):
                return [inner]
    return [item]


def _read_object(source: Any, number: int) -> Row:
    if not isinstance(source, Mapping):
        return _refused(number, gettext("Dòng này không phải là một đối tượng JSON"))
    if "MATTHC" in source or "TENTTHC" in source:
        return national_nested.read(source, number)
    if "ma_thu_tuc" in source or "ten_thu_tuc" in source:
        return national_flat.read(source, number)
    if "code" in source or "name" in source:
        return own.read(source, number)
    return _refused(number, gettext("Không nhận ra dạng dữ liệu của thủ tục"))


def _refused(number: int, message: str) -> Row:
    remark = Remark(row=number, code="", field="", message=message)
    return Row(number=number, code="", content=None, errors=(remark,))


def _without_twins(rows: list[Row]) -> Iterator[Row]:
    """Refuse the second row of a code: which one counts, none can tell."""
    first: dict[str, int] = {}
    for row in rows:
        if row.content is not None and row.code in first:
            words = gettext("Mã %(code)s đã có ở dòng %(row)s") % {"code": row.code, "row": first[row.code]}
            remark = Remark(row=row.number, code=row.code, field="code", message=words)
            yield Row(number=row.number, code=row.code, content=None, errors=(*row.errors, remark))
            continue
        if row.content is not None:
            first[row.code] = row.number
        yield row
