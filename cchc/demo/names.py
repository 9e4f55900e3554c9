"""Invented people and firms. Any likeness to real ones is chance; the numbers belong to nobody we know."""

from random import Random

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trương",
    "Mai",
    "Tô",
)
WOMEN = (
    "Thị Ngọc Huyền",
    "Thị Tuyết Nghiễm",
    "Thị Mỵ Nương",
    "Thị Hồng Liên",
    "Thị Kim Phượng",
    "Thu Hà",
    "Thị Bích Ngọc",
    "Thanh Thủy",
    "Thị Minh Nguyệt",
    "Phương Thảo",
    "Thị Lan Anh",
    "Thị Diễm Quỳnh",
    "Khánh Vy",
    "Thị Ánh Tuyết",
)
MEN = (
    "Quốc Bảo",
    "Hữu Nghĩa",
    "Văn Thịnh",
    "Minh Quân",
    "Đức Toàn",
    "Công Vinh",
    "Hoài Nam",
    "Trọng Nghĩa",
    "Xuân Trường",
    "Thanh Tùng",
    "Gia Bảo",
    "Văn Ưng",
    "Đình Khôi",
    "Ngọc Ẩn",
)
HIGHLAND = (
    "Rơ Châm H'Lưỡng",
    "Siu H'Čĕn",
    "Kpă Y Thuôn",
    "Ksor H'Bia",
    "Rmah Hơnh",
    "Nay H'Nhung",
    "Rơ Lan Pyô",
    "Kpuih H'Blĕ",
    "Đinh Y Wư",
    "Siu Blưk",
    "Rah Lan Thoi",
    "Puih H'Ưm",
    "Đinh Thị Hrŭk",
    "Y Bŭt Niê",
)
FIRMS = (
    "Công ty TNHH Một thành viên Thiết bị Y tế {0}",
    "Công ty Cổ phần Khoa học Kỹ thuật {0}",
    "Phòng khám Đa khoa {0}",
    "Bệnh viện Đa khoa {0}",
    "Hộ kinh doanh {0}",
    "Công ty TNHH Thực phẩm Đóng gói {0}",
    "Trung tâm Y tế {0}",
    "Viện Nghiên cứu Ứng dụng {0}",
    "Hợp tác xã Nông nghiệp Công nghệ cao {0}",
    "Công ty Cổ phần Cà phê {0}",
    "Nha khoa {0}",
    "Công ty TNHH Kiểm định {0}",
)
PLACES = (
    "An Khê",
    "Kông Chro",
    "Đak Đoa",
    "Phước Quý",
    "Chư Sê",
    "Ia Grai",
    "Tây Sơn",
    "Hoài Nhơn",
    "Bồng Sơn",
    "Ayun Pa",
    "Mang Yang",
    "Chư Păh",
    "Vân Canh",
    "Phù Cát",
    "Tuy Phước",
    "Hòa Bình Minh",
)
WARDS = (
    "phường Quy Nhơn",
    "phường Pleiku",
    "phường An Khê",
    "xã Chư Sê",
    "xã Đak Đoa",
    "phường Bồng Sơn",
    "xã Ia Grai",
)
STREETS = (
    "Lê Hồng Phong",
    "Trần Hưng Đạo",
    "Hùng Vương",
    "Nguyễn Tất Thành",
    "Phan Đình Phùng",
    "Cách Mạng Tháng Tám",
)

LONGEST_FIRM = (
    "CÔNG TY TNHH MỘT THÀNH VIÊN NGHIÊN CỨU, ỨNG DỤNG VÀ CHUYỂN GIAO CÔNG NGHỆ BỨC XẠ, THIẾT BỊ Y TẾ VÀ ĐO LƯỜNG "
    "CHẤT LƯỢNG TÂY NGUYÊN – DUYÊN HẢI"
)


def person(rng: Random) -> str:
    """A name of a person, one in six from the highlands."""
    if rng.random() < 1 / 6:
        return rng.choice(HIGHLAND)
    return f"{rng.choice(FAMILY)} {rng.choice(WOMEN if rng.random() < 0.5 else MEN)}"


def firm(rng: Random) -> str:
    """A name of a firm, a clinic or an institute."""
    return rng.choice(FIRMS).format(rng.choice(PLACES))


def address(rng: Random) -> str:
    """An address that nobody has."""
    return f"{rng.randint(1, 399)} đường {rng.choice(STREETS)}, {rng.choice(WARDS)}, tỉnh Gia Lai"


def phone(rng: Random) -> str:
    """A mobile number of the right shape; the block 0900 is given to nobody here."""
    return f"0900{rng.randint(0, 999_999):06}"


def personal_number(rng: Random) -> tuple[str, int]:
    """A 12-digit personal number of the right shape, and the year of birth in it."""
    year = rng.randint(1950, 2004)
    mark = (0 if year < 2000 else 2) + rng.randint(0, 1)
    return f"{rng.choice((52, 64)):03}{mark}{year % 100:02}{rng.randint(0, 999_999):06}", year


def tax_code(rng: Random) -> str:
    """A 10-digit tax code whose last digit fits."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    while True:
        digits = [4, 1, 9, *(rng.randint(0, 9) for _ in range(6))]
        check = 10 - sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return "".join(map(str, [*digits, check]))
