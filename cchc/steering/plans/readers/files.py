"""A file called by its name, as lines, and what stands in them. Broken and hostile files are refused."""

import io
import zipfile
from collections.abc import Callable, Iterable
from importlib import import_module

from cchc.steering.plans.readers.unreadable import Unreadable
from cchc.steering.plans.rules import assembling
from cchc.steering.plans.rules.reading import Reading, SourceLine

LARGEST = 50 * 1024 * 1024  # of the file as it comes
LARGEST_UNPACKED = 300 * 1024 * 1024  # of what is packed in it
MOST_LINES = 200_000
LONGEST_LINE = 50_000  # signs: ten pages without a paragraph
ENDINGS = (".txt", ".md", ".docx", ".xlsx", ".pdf")
_READERS = {".txt": "text", ".md": "markdown", ".docx": "docx", ".xlsx": "xlsx", ".pdf": "pdf"}
_PACKED = b"PK\x03\x04"


def read(name: str, data: bytes) -> Reading:
    """What stands in the plan in a file called `name`. Raises Unreadable where it is no such file, or holds no
    text.
    """
    return assembling.read(lines_of(name, data))


def lines_of(name: str, data: bytes) -> tuple[SourceLine, ...]:
    """The lines of a file called `name`, in order. Raises Unreadable."""
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), "")
    if not ending:
        raise Unreadable(f"Tệp {name}: chỉ đọc được {', '.join(ENDINGS)}")
    if len(data) > LARGEST:
        raise Unreadable(f"Tệp {name} lớn hơn {LARGEST // 1024 // 1024} MB")
    if not data.strip():
        raise Unreadable(f"Tệp {name} rỗng")
    if ending in (".docx", ".xlsx"):
        _check_package(name, data)
    # One library a kind of file: only the one that is needed is loaded.
    reader: Callable[[str, bytes], Iterable[SourceLine]] = import_module(
        f"cchc.steering.plans.readers.{_READERS[ending]}"
    ).lines
    found = []
    for line in reader(name, data):
        found.append(line)
        if len(found) > MOST_LINES or len(line.text) > LONGEST_LINE:
            raise Unreadable(f"Tệp {name} quá dài để là một kế hoạch")
    if not any(line.text.strip() for line in found):
        raise Unreadable(f"Tệp {name} không có chữ nào đọc được")
    return tuple(found)


def _check_package(name: str, data: bytes) -> None:
    """Refuse what is no Office file, and what would unpack to more than a document ever is."""
    if not data.startswith(_PACKED):
        raise Unreadable(f"Tệp {name} không phải là tệp Office (.docx, .xlsx) hoặc đã hỏng")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes = [entry.file_size for entry in package.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise Unreadable(f"Tệp {name} đã hỏng") from fault
    if sum(sizes) > LARGEST_UNPACKED or len(sizes) > 10_000:
        raise Unreadable(f"Tệp {name} quá lớn sau khi giải nén")
