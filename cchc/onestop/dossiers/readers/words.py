"""The words of other systems' exports: headings, statuses, channels, payments. docs/import-dossiers.md."""

import re
from functools import lru_cache

from cchc.kernel.text import fold

# What a column may hold -> how exports call it, folded. The first one is how our own documentation does.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "so ho so", "ma ho so", "ma so ho so", "so bien nhan", "ma bien nhan", "so bien nhan ho so",
        "ma so bien nhan", "so tiep nhan", "so phieu tiep nhan", "so giay tiep nhan", "ma ho so tiep nhan",
        "so giay bien nhan", "ma tiep nhan",
    ),
    "procedure_code": (
        "ma thu tuc", "ma tthc", "ma thu tuc hanh chinh", "ma so tthc", "ma tthc quoc gia",
        "ma thu tuc quoc gia", "ma dich vu cong", "ma so thu tuc",
    ),
    "procedure": (
        "ten thu tuc", "thu tuc", "ten thu tuc hanh chinh", "thu tuc hanh chinh", "tthc", "ten tthc",
        "ten dich vu cong", "dich vu cong", "loai ho so", "ten thu tuc tthc", "loai thu tuc",
    ),
    "applicant": (
        "chu ho so", "ten chu ho so", "ten to chuc ca nhan", "to chuc ca nhan", "ca nhan to chuc",
        "ca nhan to chuc nop ho so", "ten to chuc ca nhan nop ho so", "to chuc ca nhan nop ho so",
        "ten ca nhan to chuc",
        "chu ho so ca nhan to chuc",
        "nguoi yeu cau", "nguoi dung don", "ho ten chu ho so", "khach hang",
    ),
    "submitter": (
        "nguoi nop", "nguoi nop ho so", "ten nguoi nop", "ho va ten nguoi nop", "ho ten nguoi nop",
        "ho ten nguoi nop ho so", "ho va ten",
    ),
    "applicant_number": (
        "so dinh danh", "so dinh danh ma so thue", "so cccd", "cccd", "cmnd cccd", "so cmnd cccd", "cccd cmnd",
        "so giay to", "ma so thue", "cccd mst", "so cccd mst", "so giay to tuy than", "so cmnd",
        "cccd ma so thue",
        "so dinh danh ca nhan",
    ),
    "address": ("dia chi", "dia chi chu ho so", "dia chi nguoi nop", "noi cu tru"),
    "phone": ("dien thoai", "so dien thoai", "dien thoai lien he"),
    "channel": (
        "cach nop", "hinh thuc nop", "kenh tiep nhan", "hinh thuc tiep nhan", "nguon ho so", "kenh nop",
        "hinh thuc nop ho so", "hinh thuc tiep nhan ho so", "phuong thuc nop", "cach thuc nop", "kenh",
        "nguon tiep nhan",
        "phuong thuc tiep nhan",
        "noi nop",
    ),
    "received": (
        "ngay tiep nhan", "ngay nhan", "thoi gian tiep nhan", "ngay nop", "ngay tiep nhan ho so",
        "ngay nhan ho so", "ngay nop ho so", "thoi diem tiep nhan", "thoi gian nhan",
        "nhan luc", "tiep nhan luc",
    ),
    "due": (
        "ngay hen tra", "han tra", "ngay hen tra ket qua", "han giai quyet", "han xu ly", "ngay hen", "hen tra",
        "han tra ket qua", "thoi gian hen tra", "thoi diem hen tra", "thoi han giai quyet", "thoi gian hen",
        "hen tra ket qua",
    ),
    "finished": (
        "ngay xu ly xong", "ngay hoan thanh", "ngay ket thuc xu ly", "ngay co ket qua", "ngay giai quyet xong",
        "ngay ket thuc", "ngay xong", "thoi gian xu ly xong", "thoi gian ket thuc", "ngay giai quyet",
        "thoi gian hoan thanh", "thoi diem ket thuc", "thoi gian xong", "xong luc", "ngay hoan thanh xu ly",
    ),
    "returned": (
        "ngay tra", "ngay tra ket qua", "ngay tra thuc te", "thoi diem tra ket qua",
        "ngay thuc tra",
        "thoi gian tra ket qua", "thoi gian tra", "tra luc", "thoi gian thuc tra",
    ),
    "status": (
        "trang thai", "tinh trang", "trang thai ho so", "tinh trang ho so", "tinh trang xu ly",
        "trang thai xu ly",
        "ket qua xu ly", "tinh trang giai quyet",
    ),
    "unit": (
        "don vi", "don vi xu ly", "phong ban", "phong chuyen mon", "don vi giai quyet", "don vi thu ly",
        "phong xu ly", "don vi chu tri", "phong ban xu ly", "phong thu ly", "bo phan xu ly", "phong giai quyet",
    ),
    "officer": (
        "nguoi xu ly", "can bo xu ly", "can bo thu ly", "chuyen vien", "chuyen vien thu ly", "nguoi thu ly",
        "cong chuc xu ly", "cong chuc thu ly", "chuyen vien xu ly", "can bo giai quyet",
    ),
    "fee": (
        "phi le phi", "tong phi le phi", "tong le phi", "le phi", "phi", "so tien", "phi le phi dong",
        "le phi dong",
        "so tien phi", "le phi vnd", "phi le phi vnd", "so tien phi le phi",
    ),
    "paid_online": (
        "thanh toan truc tuyen", "hinh thuc thanh toan", "thanh toan", "nop phi truc tuyen", "tttt",
        "phuong thuc thanh toan", "hinh thuc tt", "tt truc tuyen", "cach thanh toan", "hinh thuc nop phi",
    ),
}  # fmt: skip
REQUIRED = ("number", "received", "channel")  # and one of procedure_code and procedure, one of status and dates

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A heading or a word as it is compared: folded, marks as spaces."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


# What exports shorten, folded -> written out. "tt" is too many things to be here.
_SHORT = {
    "hs": "ho so", "kq": "ket qua", "tg": "thoi gian", "tc": "to chuc", "cn": "ca nhan", "cv": "chuyen vien",
    "cb": "can bo", "dv": "don vi", "dt": "dien thoai", "sdt": "so dien thoai", "dvc": "dich vu cong",
    "dvcqg": "dich vu cong quoc gia", "dvctt": "dich vu cong truc tuyen", "bcci": "buu chinh cong ich",
    "htx": "hop tac xa", "cmt": "cmnd",
}  # fmt: skip
_SPLIT = re.compile(r"\bt g\b")  # t/g
_DAY = re.compile(r"\bngay thang nam\b|\bngay gio\b|\bngay thang\b")
_NAME = re.compile(r" (?:ho ten|ho va ten|ten)$")


@lru_cache(maxsize=8192)
def whole(text: str) -> str:
    """A heading or a word as it is looked up: what is shortened written out."""
    found = _SPLIT.sub("tg", plain(text))
    return " ".join(_SHORT.get(word, word) for word in found.split())


def column_of(text: str) -> tuple[str, int]:
    """What a column holds by its heading, whatever stands in brackets, and which of its headings that is.

    Nothing where the heading is not known.
    """
    for said in (_IN_BRACKETS.sub(" ", text), text):
        name = _DAY.sub("ngay", whole(said))
        found = BY_HEADING.get(name) or BY_HEADING.get(_NAME.sub("", name))
        if found:
            return found
    return "", 0


BY_HEADING = {
    _DAY.sub("ngay", whole(name)): (column, place)
    for column, names in HEADINGS.items()
    for place, name in enumerate(names)
}

CHANNELS: dict[str, tuple[str, ...]] = {
    "counter": (
        "truc tiep", "nop truc tiep", "truc tiep tai quay", "tai quay", "tai bo phan mot cua",
        "bo phan mot cua",
        "mot cua", "tiep nhan truc tiep", "truc tiep tai bo phan mot cua", "tai trung tam", "nop tai quay", "1",
        "trung tam phuc vu hanh chinh cong", "counter",
    ),
    "online": (
        "truc tuyen", "nop truc tuyen", "qua mang", "online", "dvc truc tuyen", "dich vu cong", "dvcqg",
        "cong dich vu cong quoc gia", "cong dich vu cong", "cong dich vu cong tinh",
        "truc tuyen toan trinh", "truc tuyen mot phan", "toan trinh", "mot phan",
        "dich vu cong truc tuyen toan trinh", "dich vu cong truc tuyen mot phan", "muc do 3", "muc do 4",
        "dich vu cong muc do 3", "dich vu cong muc do 4", "truc tuyen muc do 3", "truc tuyen muc do 4",
        "qua cong dich vu cong", "2",
    ),
    "assisted": (
        "truc tuyen tai quay", "nop ho truc tuyen", "truc tuyen nop ho", "ho tro nop truc tuyen",
        "nop truc tuyen tai quay",
    ),
    "post": (
        "buu chinh", "qua buu chinh", "buu dien", "qua buu dien", "buu chinh cong ich",
        "qua buu chinh cong ich", "dich vu buu chinh", "dich vu buu chinh cong ich", "3", "post",
    ),
}  # fmt: skip

# registered, accepted and processing wait here; refused, withdrawn, stopped are over without a result.
STATUSES: dict[str, tuple[str, ...]] = {
    "registered": ("moi dang ky", "cho tiep nhan", "moi nop", "chua tiep nhan", "da nop"),
    "accepted": ("duoc tiep nhan", "da tiep nhan", "tiep nhan", "moi tiep nhan", "cho phan cong"),
    "refused": (
        "khong duoc tiep nhan", "tu choi tiep nhan", "tu choi", "khong tiep nhan", "bi tu choi", "da tu choi",
    ),
    "processing": (
        "dang xu ly", "dang giai quyet", "dang thu ly", "cho xu ly", "cho ky", "cho phe duyet",
        "dang tham dinh",
        "cho lanh dao ky", "trinh ky", "dang trinh ky", "chua giai quyet", "chua xu ly", "con han",
    ),
    "waiting": (
        "yeu cau bo sung", "yeu cau bo sung giay to", "cho bo sung", "cho bo sung ho so", "bo sung ho so",
        "tam dung", "dang cho bo sung", "cho cong dan bo sung",
    ),
    "obligation": (
        "yeu cau thuc hien nghia vu tai chinh", "cho thanh toan", "cho nop phi", "cho nop le phi",
        "cho thuc hien nghia vu tai chinh",
    ),
    "asks_withdrawal": ("yeu cau rut ho so", "cong dan yeu cau rut ho so", "xin rut", "de nghi rut ho so"),
    "withdrawn": (
        "da rut", "da rut ho so", "rut ho so", "cong dan rut", "cong dan rut ho so",
        "nguoi nop rut ho so",
    ),
    "stopped": (
        "dung xu ly", "dung giai quyet", "tra lai", "da tra lai", "tra lai ho so", "ho so tra lai", "huy",
        "da huy", "khong giai quyet", "tra lai khong du dieu kien", "tra lai ho so khong du dieu kien",
        "tra ho so", "khong du dieu kien giai quyet",
    ),
    "done": (
        "da xu ly xong", "xu ly xong", "da giai quyet", "da giai quyet xong", "hoan thanh", "da hoan thanh",
        "da co ket qua", "cho tra ket qua", "co ket qua", "co ket qua cho tra", "cho tra", "da xu ly",
        "da ket thuc", "ket thuc",
    ),
    "returned": (
        "da tra ket qua", "da tra", "tra ket qua", "da nhan ket qua",
        "da tra ket qua cho dan",
    ),
}  # fmt: skip
# Said beside a status, and reckoned here from the dates.
_TIMELINESS = re.compile(
    r"\b(?:som han|truoc han|dung han|tre han|qua han|som|dung|tre|con han|trong han|chua den han)\b"
)

PAID_ONLINE: dict[bool, tuple[str, ...]] = {
    True: (
        "co", "x", "1", "true", "yes", "truc tuyen", "online", "thanh toan truc tuyen",
        "da thanh toan truc tuyen",
        "chuyen khoan", "cong thanh toan", "vnpay", "qua cong dich vu cong", "payment platform", "qr",
        "vi dien tu",
    ),
    False: (
        "khong", "0", "false", "no", "tien mat", "truc tiep", "tai quay", "chua thanh toan", "nop truc tiep",
        "khong thu phi", "mien phi",
    ),
}  # fmt: skip
NOTHING = frozenset({"", "khong", "null", "none", "n a", "chua co", "khong co", "nan"})

_CHANNEL = {whole(word): key for key, words in CHANNELS.items() for word in words}
_STATUS = {whole(word): key for key, words in STATUSES.items() for word in words}
_PAID = {word: key for key, words in PAID_ONLINE.items() for word in words}


def channel(text: str) -> str | None:
    """How a dossier came in, as an export says it; None where that is not understood."""
    return _CHANNEL.get(whole(text))


def status(text: str) -> str | None:
    """Where a dossier stands, as an export says it, whatever it says of timeliness; None if not understood.

    Empty where timeliness is all that it says: its dates tell the rest.
    """
    word = whole(text)
    rest = " ".join(_TIMELINESS.sub(" ", word).split())
    return _STATUS.get(word) or (_STATUS.get(rest) if rest else "")


def paid_online(text: str) -> bool | None:
    """Whether a fee was paid online; None where that is not understood."""
    return _PAID.get(plain(text))
