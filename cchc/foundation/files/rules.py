"""Names and sizes of files, and the error with which one is refused. No Django, no clock, no database."""

import hashlib
import re
import unicodedata

LONGEST_NAME = 200
_SPACE = re.compile(r"\s+")
# What file systems, archives and browsers stumble over.
_ODD = re.compile(r'[<>:"|?*\x00-\x1f]')


class FileRefused(ValueError):
    """A file that cannot be taken. `message` says so to whoever brought it, `code` is one of `choices.Refusal`."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


def clean_name(name: str) -> str:
    """The name of a file without folders, control and direction marks, at most 200 letters, its ending kept."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(mark for mark in base if unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    kept = _SPACE.sub(" ", _ODD.sub("_", kept)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = kept, ""
    suffix = f".{ending}" if ending else ""
    stem = stem[: LONGEST_NAME - len(suffix)].strip(" .")
    return f"{stem or 'tep'}{suffix}"


def as_pdf(name: str) -> str:
    """The name of a photo once it is a PDF."""
    stem, dot, ending = name.rpartition(".")
    stem = stem if dot and len(ending) <= 10 else name
    return f"{stem[: LONGEST_NAME - 4]}.pdf"


def size_words(size: int) -> str:
    """A size as people say it: 31 MB, 2,4 MB, 38 KB. The space does not break."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}\u00a0KB" if size else "0\u00a0KB"
    tenths = round(size * 10 / (1024 * 1024))
    whole, tenth = divmod(tenths, 10)
    return f"{whole},{tenth}\u00a0MB" if tenth and whole < 10 else f"{round(tenths / 10)}\u00a0MB"


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal: the name under which they are kept."""
    return hashlib.sha256(content).hexdigest()
