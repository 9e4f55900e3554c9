"""Another plan made of the real one: other units, titles, figures, years and columns, other kinds of files."""

import io
import re
import subprocess
from html import escape
from pathlib import Path

UNITS = {
    "Sở Khoa học và Công nghệ": "Sở Giao thông và Đô thị",
    "SKHCN": "SGTĐT",
    "Sở KH&CN": "Sở GT&ĐT",
    "Phòng Quản lý Công nghệ và Thị trường công nghệ": "Phòng Quản lý Hạ tầng và Vận tải hành khách",
    "Văn phòng Sở": "Phòng Tổng hợp",
    "Thanh tra Sở": "Phòng Pháp chế",
    "Gia Lai": "Hòa Bình",
}
TITLES = {
    "CẢI CÁCH THỂ CHẾ": "HOÀN THIỆN QUY ĐỊNH",
    "CẢI CÁCH TỔ CHỨC BỘ MÁY": "SẮP XẾP CƠ QUAN",
    "NỘI DUNG, MỤC TIÊU CỦA CẢI CÁCH HÀNH CHÍNH": "MỤC TIÊU CỦA KẾ HOẠCH",
    "GIẢI PHÁP THỰC HIỆN": "CÁC BIỆN PHÁP",
    "NHIỆM VỤ CỤ THỂ": "VIỆC PHẢI LÀM",
    "Mục tiêu chung": "Đích chung",
}
HEADS = {
    "Số TT": "STT",
    "Nhiệm vụ": "Nội dung công việc",
    "Trách nhiệm": "Phân công",
    "Đơn vị chủ trì": "Cơ quan chủ trì",
    "Đơn vị phối hợp": "Cơ quan phối hợp",
    "Sản phẩm": "Kết quả đầu ra",
    "Thời gian thực hiện/ thời gian hoàn thành": "Thời hạn",
}
YEARS = {year: year + 5 for year in range(2021, 2031)}
_FIGURE = re.compile(r"\b(20|30|50|70|80|90|95)%")
OTHER_FIGURES = {"20": "15", "30": "25", "50": "45", "70": "65", "80": "75", "90": "85", "95": "92"}
# The path keeps its own figures: they have to add up.
_PATH = re.compile(r"tối thiểu 30%; giai đoạn")
ORDER = (0, 5, 1, 4, 2, 3)  # of the columns


def disguised(text: str) -> str:
    """The text of the plan with everything that could be known by heart changed."""
    lines = []
    for line in text.split("\n"):
        if not _PATH.search(line):
            line = _FIGURE.sub(lambda found: f"{OTHER_FIGURES[found[1]]}%", line)
        for names in (UNITS, TITLES):
            for name, other in names.items():
                line = line.replace(name, other)
        if "\t" in line:
            line = "\t".join(HEADS.get(cell, cell) for cell in line.split("\t"))
        line = re.sub(r"(?<![\d/])20[23]\d(?!\d)", lambda found: str(YEARS.get(int(found[0]), found[0])), line)
        line = re.sub(r"/(202\d)\b(?!/)", lambda found: f"/{YEARS.get(int(found[1]), found[1])}", line)
        lines.append(line)
    return "\n".join(lines)


def reordered(cells: list[str]) -> list[str]:
    """The cells of a row, its columns in another order; what spans the row stays in its first cell."""
    return [cells[place] for place in ORDER]


def as_text(text: str) -> bytes:
    """A text with tabs, its columns in another order."""
    return "\n".join(
        "\t".join(reordered(line.split("\t"))) if line.count("\t") == 5 else line for line in text.split("\n")
    ).encode()


def as_markdown(text: str) -> bytes:
    """A Markdown text with tables of pipes."""
    lines, in_table = [], False
    for line in text.split("\n"):
        if line.count("\t") == 5:
            lines.append("| " + " | ".join(reordered(line.split("\t"))) + " |")
            if not in_table:
                lines.append("|" + "---|" * 6)
            in_table = True
        else:
            in_table = in_table and not line.strip()
            lines.append(line)
    return "\n".join(lines).encode()


def blocks(text: str):
    """Paragraphs as str, and tables as lists of rows, in order. A table goes on over blank lines."""
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if line.count("\t") == 5:
            rows.append(reordered(line.split("\t")))
        elif line.strip():
            if rows:
                yield rows
                rows = []
            yield line
    if rows:
        yield rows


def _is_head_under(row: list[str]) -> bool:
    return "Cơ quan chủ trì" in row


def as_docx(text: str) -> bytes:
    """A Word document with a real table, its heads merged as an office merges them."""
    from docx import Document

    document = Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=6)
        for place, row in enumerate(block):
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                cell.text = words
            if row[0] and not any(row[1:]):
                cells[0].merge(cells[5])
            if _is_head_under(row):
                above = table.rows[place - 1].cells
                above[4].merge(above[5])
                for column in (0, 1, 2, 3):
                    above[column].merge(cells[column])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_xlsx(text: str) -> bytes:
    """A workbook: the text in one sheet, the appendix in another, cells merged."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    first, second = book.create_sheet("Kế hoạch"), book.create_sheet("Phụ lục")
    in_appendix = False
    for block in blocks(text):
        in_appendix = in_appendix or (isinstance(block, str) and block.startswith("PHỤ LỤC"))
        sheet = second if in_appendix else first
        if isinstance(block, str):
            sheet.append([block])
            continue
        for row in block:
            sheet.append([cell or None for cell in row])
            at = sheet.max_row
            if row[0] and not any(row[1:]):
                sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=6)
            if _is_head_under(row):
                sheet.merge_cells(start_row=at - 1, end_row=at - 1, start_column=5, end_column=6)
                for column in (1, 2, 3, 4):
                    sheet.merge_cells(start_row=at - 1, end_row=at, start_column=column, end_column=column)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_pdf(text: str) -> bytes:
    """A PDF as a word processor makes it: lines broken by the page, a table with rules over several pages."""
    import typst

    def quoted(words: str) -> str:
        return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    parts = ['#set page(paper: "a4", margin: 2cm)\n#set text(size: 11pt)\n#set par(justify: true)']
    for block in blocks(text):
        if isinstance(block, str):
            parts.append(f"#par[{quoted(block)}]")
            continue
        cells = []
        for row in block:
            if row[0] and not any(row[1:]):
                cells.append(f"table.cell(colspan: 6)[{quoted(row[0])}]")
            else:
                cells += [f"[{quoted(cell)}]" for cell in row]
        parts.append("#table(columns: (1.2cm, 2cm, 1fr, 1fr, 2cm, 2.2cm),\n" + ",\n".join(cells) + ")")
    return typst.compile("\n\n".join(parts).encode())


def as_printed(text: str, folder: Path, chromium: str, on_its_side: bool) -> bytes:
    """A PDF as a browser prints it: letters drawn smaller, rows broken by the page without a rule."""
    body, in_table = [], False
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == 6 and not in_table:
            body.append("<table>")
        elif len(cells) != 6 and line.strip() and in_table:
            body.append("</table>")
        in_table = len(cells) == 6 or (in_table and not line.strip())
        if len(cells) == 6:
            whole = [f"<td colspan=6>{escape(cells[0])}"] if cells[0] and not any(cells[1:]) else []
            body.append("<tr>" + "".join(whole or (f"<td>{escape(cell)}" for cell in cells)))
        elif line.strip():
            body.append(f"<p>{escape(line)}")
    size = "A4 landscape" if on_its_side else "A4"
    style = f"@page {{size: {size}; margin: 20mm}} body {{font: 13pt serif}} table {{border-collapse: collapse}}"
    style += " td {border: 1px solid; padding: 4px; vertical-align: top; font-size: 11pt}"
    page, printed = folder / "in.html", folder / "in.pdf"
    page.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>" + "\n".join(body))
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True, timeout=120)
    return printed.read_bytes()
