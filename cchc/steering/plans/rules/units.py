"""The units that a cell or a sentence names, as printed: parted where several stand, and only there.

"Các phòng, đơn vị" is one phrase and never parted on its comma; a name may hold "và" ("Phòng Quản lý Hạ
tầng và Vận tải hành khách"). What comes after a comma or "và" is a unit of its own where it begins as names
of units begin, or where both sides stand alone elsewhere in the document.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cchc.steering.plans.rules.words import plain, squeezed

LONGEST = 3_000  # signs of a cell or sentence: what follows is not searched
UNSURE = "Chưa rõ “{}” là một hay nhiều đơn vị"

# How names of units begin, with marks ("bản" is no "ban"). "Các" begins one only before such a word.
KINDS = (
    "văn phòng", "thanh tra", "trung tâm", "chi cục", "tổng cục", "ủy ban", "uỷ ban", "ubnd", "hđnd", "hội đồng",
    "ban", "sở", "bộ", "cục", "vụ", "viện", "trường", "phòng", "tổ", "công an", "bảo hiểm", "kho bạc", "ngân hàng",
    "hội", "liên hiệp", "liên đoàn", "đoàn", "công đoàn", "đảng ủy", "chi bộ", "quỹ", "báo", "đài", "tòa án",
    "công ty", "lãnh đạo", "thủ trưởng", "giám đốc", "phó giám đốc", "người đứng đầu", "chánh văn phòng",
    "chánh thanh tra", "chủ tịch", "kế toán", "đơn vị", "cơ quan", "mặt trận", "bưu điện", "viễn thông",
    "viện kiểm sát",
    "trưởng phòng", "trưởng", "thường trực", "đội", "khối", "nhóm", "trạm", "hạt", "khoa", "bảo tàng", "thư viện",
    "phân viện", "vp", "tt", "p.", "ubmttq", "vnpt", "cán bộ, công chức", "công chức", "toàn thể",
)  # fmt: skip
_ONE_KIND = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
_MEMBERS = r"(?:ngành|địa phương|tổ chức|huyện|xã|thành phố|thị xã|cá nhân|khoa)"
_KIND = re.compile(rf"^(?:(?:tất cả )?(?:các|những|mỗi|từng) (?:{_ONE_KIND}|{_MEMBERS})|{_ONE_KIND})(?!\w)")
# Words that begin as a unit does and are none: "phòng, chống tham nhũng", "bộ máy", "sở hữu trí tuệ".
_NOT_A_KIND = re.compile(
    r"^(?:phòng,? (?:chống|ngừa|bệnh|vệ)|bộ (?:máy|chỉ số|thủ tục|tiêu chí|luật)|sở hữu|ban hành|tổ chức"
    r"|trường hợp"
    r"|báo cáo|bảo đảm|bảo vệ|đoàn kết|hội (?:nghị|nhập|họp|thảo|thi)|vụ (?:việc|án)|khoa (?:học|giáo)|đội ngũ"
    r"|khối lượng|hạt nhân|nhóm (?:nhiệm vụ|giải pháp|chỉ|tiêu)|báo chí|viện (?:trợ|phí)|ban đầu|hội viên"
    r"|cơ quan (?:có thẩm quyền|nhà nước))"
)
# Small words that go on with a phrase ("các sở, ban, ngành"; "các phòng, đơn vị").
_GENERIC = re.compile(
    r"^(?:phòng|ban|ngành|đơn vị|sở|huyện|xã|thành phố|thị xã|địa phương|cơ quan|tổ chức|cá nhân|trực thuộc)(?!\w)"
)
_FIRM = re.compile(r"\s*(?:;|\n|\s\+\s)\s*")
_SOFT = re.compile(r"\s*,\s*(?:và\s+)?|\s+(?:và|&)\s+|\s*/\s*", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-–+•*]\s*|\d{1,2}[.)]\s+|[a-z][)]\s+)")
_ABBREVIATED = re.compile(r"^[A-ZĐ][\w.&-]{0,11}$")


@dataclass(frozen=True)
class Named:
    """The units of one cell, as printed."""

    names: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def begins_as_unit(text: str) -> bool:
    """Whether `text` begins as the name of a unit, or of a group of units, does."""
    words = text.strip().lower()
    return bool(_KIND.match(words)) and not _NOT_A_KIND.match(words)


def alone(cells: Iterable[str]) -> frozenset[str]:
    """The names that stand alone in some cell of the document: what tells one unit from two."""
    found = set()
    for cell in cells:
        for piece in _FIRM.split(cell):
            name = _tidy(piece)
            if name and not _SOFT.search(name):
                found.add(plain(name))
    return frozenset(found)


def named(cell: str, known: frozenset[str] = frozenset()) -> Named:
    """The units in `cell`. `known` are names, without marks, that stand alone elsewhere."""
    names: list[str] = []
    doubts: list[str] = []
    if len(cell) > LONGEST:
        return Named((squeezed(cell),), (UNSURE.format("…"),))
    for piece in _FIRM.split(cell):
        parted, unsure = _parted(_tidy(piece), known)
        names += [name for name in parted if name]
        if unsure:
            doubts.append(UNSURE.format(squeezed(piece)))
    return Named(tuple(names), tuple(doubts))


def _tidy(piece: str) -> str:
    return _BULLET.sub("", squeezed(piece)).strip(" .,;:")


def _parted(text: str, known: frozenset[str]) -> tuple[list[str], bool]:
    """`text` parted at the commas and "và" that part units, and whether that is unsure anywhere."""
    names, start, unsure = [], 0, False
    for found in _SOFT.finditer(text):
        left, right = text[start : found.start()].strip(), text[found.end() :].strip()
        if not left or not right or _inside_brackets(text, found.start()) or _ONE_NAME.search(text):
            continue
        verdict = _parts(left, right, found[0], known)
        unsure = unsure or verdict in (MAY, SEEMS)
        if verdict in (YES, SEEMS):
            names.append(left)
            start = found.end()
    names.append(text[start:].strip())
    return names, unsure


YES, SEEMS, MAY, NO = "yes", "seems", "may", "no"


def _parts(left: str, right: str, sign: str, known: frozenset[str]) -> str:
    """Whether a comma or "và" parts two units: SEEMS where it looks so, MAY where it does not but might."""
    name = _SOFT.split(right)[0].strip()
    if right[0].islower():
        return YES if begins_as_unit(right) and not _GENERIC.match(right.lower()) else NO
    stand_alone = plain(name) in known or plain(right) in known, plain(left) in known
    if all(stand_alone) or (_short(left) and _short(name)):
        return YES
    if begins_as_unit(right):
        return YES if any(stand_alone) or "," in sign else SEEMS
    if stand_alone[0] and begins_as_unit(left):
        return SEEMS
    return MAY if "," in sign and begins_as_unit(left) and not _OF_SEVERAL.search(left + sign + right) else NO


# Names that hold "và" and the beginning of another name; names of departments for several fields at once.
_ONE_NAME = re.compile(r"đoàn đại biểu quốc hội (?:và|&) hội đồng nhân dân", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"^Sở [^;]+ và [^;,]+$")


def _short(name: str) -> bool:
    return bool(_ABBREVIATED.match(name.strip()))


def _inside_brackets(text: str, place: int) -> bool:
    return text.count("(", 0, place) > text.count(")", 0, place)


# Who does what, in a sentence of the part on carrying out.
_ACTS_OF_OFFICES = (
    "có trách nhiệm", "chịu trách nhiệm", "chủ trì", "chủ động", "phối hợp", "là đầu mối", "tham mưu", "tổ chức",
    "theo dõi", "thực hiện", "triển khai", "căn cứ", "xây dựng", "rà soát", "báo cáo", "hướng dẫn", "tổng hợp",
    "đôn đốc", "kiểm tra", "bố trí", "cân đối", "thẩm định", "phản ánh", "đề xuất", "cung cấp", "lập",
    "tuyên truyền",
    "phổ biến", "giám sát", "quán triệt", "bảo đảm", "đảm bảo", "đăng ký", "gửi", "nghiên cứu", "tiếp nhận",
    "quản lý",
    "vận hành", "duy trì", "chỉ đạo", "trình", "đánh giá", "lồng ghép", "ban hành", "tăng cường", "đẩy mạnh",
    "kịp thời", "định kỳ", "thường xuyên", "tiếp tục", "cụ thể hóa", "xem xét", "phân công", "tập trung",
)  # fmt: skip
_DOES = f"(?:{'|'.join(_ACTS_OF_OFFICES)})"
_TASKED = re.compile(
    r"^(?:giao|đề nghị|yêu cầu|phân công|chỉ đạo|giao cho)\s+(?P<who>.+?)(?:\s*:\s*$|,?\s+(?=" + _DOES + r"))",
    re.IGNORECASE,
)
_RESPONSIBLE = re.compile(
    r"(?P<who>[^.;:]+?),?\s+(?:có trách nhiệm|chịu trách nhiệm|chủ trì\b|là đầu mối|là cơ quan đầu mối)",
    re.IGNORECASE,
)
_ACTS = re.compile(r"^(?P<who>[^.;:]{3,90}?),?\s+(?=" + _DOES + r")", re.IGNORECASE)
_WITH = re.compile(
    r"phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng))?\s+(?P<who>[^.;:]+?)"
    r"(?=,?\s+(?:"
    + r"tham mưu|đề xuất|tổ chức(?! liên quan|,| chính trị| xã hội| khác)|triển khai|thực hiện|xây dựng"
    r"|rà soát|theo dõi|trình|báo cáo|hướng dẫn|"
    r"tuyên truyền|kiểm tra|hoàn thiện|thẩm định|bố trí|cân đối|tổng hợp|đôn đốc|nghiên cứu|trong việc"
    r"|trong công tác|"
    r"để|nhằm|lập|ban hành|đánh giá|tiếp tục|tham gia|chuẩn bị|giải quyết|xử lý|đẩy mạnh" + r")\b|[.;:]|$)",
    re.IGNORECASE,
)


def leads_in(sentence: str, known: frozenset[str] = frozenset(), strict: bool = False) -> Named:
    """Who a sentence makes responsible. `strict`: only whoever stands at its beginning."""
    text = squeezed(sentence[:LONGEST])
    for pattern in (_TASKED, _RESPONSIBLE):
        found = pattern.match(text) if strict or pattern is _TASKED else pattern.search(text)
        if found and (who := _subject(found["who"], strict, known)):
            return named(who, known)
    found = _ACTS.match(text)
    if found and not strict and (begins_as_unit(found["who"]) or plain(found["who"]) in known):
        return named(found["who"], known)
    return Named()


def _subject(phrase: str, strict: bool, known: frozenset[str]) -> str:
    """The unit, or group of units, at the end of `phrase`: "Căn cứ vào …, các phòng, đơn vị"."""
    who = phrase.strip(" ,")
    if plain(who) in known or (begins_as_unit(who) and len(who) < 160):
        return who
    if strict:
        return ""
    starts = [0, *(found.end() for found in re.finditer(r",\s+", who))]
    for start in starts:
        rest = who[start:]
        if plain(rest) in known or (begins_as_unit(rest) and not _GENERIC.match(rest) and len(rest) < 90):
            return rest
    return ""


def partners_in(sentence: str, known: frozenset[str] = frozenset()) -> Named:
    """Whom a sentence names after "phối hợp (với)"."""
    names: list[str] = []
    doubts: list[str] = []
    for found in _WITH.finditer(squeezed(sentence[:LONGEST])):
        if begins_as_unit(found["who"]):
            read = named(found["who"], known)
            names += [name for name in read.names if name not in names]
            doubts += read.doubts
    return Named(tuple(names), tuple(doubts))


def is_only_units(title: str) -> bool:
    """Whether a heading is nothing but the name of a unit, or of several: what stands under it is theirs to do."""
    text = squeezed(title).rstrip(":. ")
    return 0 < len(text) < 120 and begins_as_unit(text) and not _ACTS.match(text + " ") and not re.search(
        r"\b(?:của|trong|về|cho|công tác|việc)\b", text, re.IGNORECASE
    )  # fmt: skip


_ROLES = re.compile(r"(?:đơn vị |cơ quan )?(?P<role>chủ trì|phối hợp)\s*[:–-]\s*", re.IGNORECASE)
_ROLE_AFTER = re.compile(r"^(?P<who>.+?)\s*\(\s*(?P<role>chủ trì|phối hợp)\s*\)$", re.IGNORECASE)


def names_roles(cell: str) -> bool:
    """Whether a cell itself says who leads and who cooperates."""
    return bool(_ROLES.search(cell) or re.search(r"\((?:chủ trì|phối hợp)\)", cell, re.IGNORECASE))


def responsible(cell: str, known: frozenset[str] = frozenset()) -> tuple[Named, Named]:
    """Leads and partners out of one cell for both: "Chủ trì: A; phối hợp: B", "A (chủ trì); B", "A chủ trì, phối
    hợp B".
    """
    text = cell.strip()
    marks = list(_ROLES.finditer(text))
    if marks:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        said = {"chủ trì": "", "phối hợp": text[: marks[0].start()]}
        for mark, end in zip(marks, ends, strict=True):
            said[mark["role"].lower()] += text[mark.end() : end]
        return named(said["chủ trì"], known), named(said["phối hợp"], known)
    leads: list[str] = []
    partners: list[str] = []
    for name in named(text, known).names:
        found = _ROLE_AFTER.match(name)
        (partners if found and found["role"].lower() == "phối hợp" else leads).append(
            found["who"] if found else name
        )
    if len(leads) > 1 and any(_ROLE_AFTER.match(name) for name in named(text, known).names):
        led = [found["who"] for name in named(text, known).names if (found := _ROLE_AFTER.match(name))]
        return Named(tuple(led)), Named(tuple(name for name in leads + partners if name not in led))
    sentence = leads_in(text, known)
    if sentence.names and "chủ trì" in text.lower():
        return sentence, partners_in(text, known)
    return Named(tuple(leads), named(text, known).doubts), Named(tuple(partners))
