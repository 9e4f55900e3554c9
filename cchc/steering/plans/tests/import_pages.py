"""A document, and what the tests of its pages do with it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

DOCUMENT = """SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 12/KH-SKHCN
Gia Lai, ngày 05 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
I. MỤC TIÊU
1. Mục tiêu cụ thể
- Tối thiểu 60% hồ sơ được nộp trực tuyến.
- Thường xuyên công khai TTTC trên cổng thông tin.
- Rà soát TTHC; công bố TTHC; niêm yết TTHC; cập nhật TTHC.
II. NHIỆM VỤ
- Tiếp tục rà soát, đơn giản hóa TTHC.
PHỤ LỤC
Số TT\tNhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tSản phẩm\tThời gian thực hiện
I\tCẢI CÁCH THỂ CHẾ\t\t\t\t
01\tTriển khai công tác pháp chế\tVăn phòng Sở\tCác phòng, đơn vị\tKế hoạch\tTháng 3/2026
02\tTheo dõi thi hành pháp luật\tPhòng Không Có\tCác phòng, đơn vị\tBáo cáo\tQuý II/2026
"""


def words_of(response):
    """What a person reads: the page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def file(text=DOCUMENT, name="ke-hoach-2026.txt"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def send(desk, text=DOCUMENT, name="ke-hoach-2026.txt", **more):
    return desk.post(reverse("plans:bring"), {"file": file(text, name), **more})


def row_url(row):
    return reverse("plans:import-row", args=[row.whole_id, row.pk])


def review(whole, **query):
    return reverse("plans:import", args=[whole.pk]) + "?" + "&".join(f"{k}={v}" for k, v in query.items())


def act(desk, row, name, **typed):
    return desk.post(row_url(row), {"act": name, "version": row.version, **typed})
