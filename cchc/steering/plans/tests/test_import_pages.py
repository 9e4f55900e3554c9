"""The pages of a plan's document: who may, what is refused, each thing that a person says of a row, acceptance."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc.foundation.identity.models import Unit
from cchc.steering.plans import services
from cchc.steering.plans.choices import Change, ImportState, LinkKind, RowKind, RowState
from cchc.steering.plans.models import ImportRow, Plan, PlanImport, Task
from cchc.steering.plans.tests.factories import (
    MORNING,
    ImportRowFactory,
    PlanFactory,
    PlanImportFactory,
    office,
    value_of,
)

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def place():
    return office()


@pytest.fixture
def desk(client, place):
    client.force_login(place.chief)
    return client


@pytest.fixture
def whole(place):
    return PlanImportFactory(agency=place.agency)


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


def test_a_document_is_read_and_laid_before_who_steers(desk, place):
    response = send(desk)
    whole = PlanImport.objects.get()
    assert response.headers["Location"] == reverse("plans:import", args=[whole.pk])
    page = desk.get(response.headers["Location"])
    assert page.status_code == 200
    assert "Phòng Không Có" in page.text
    for tab in ("can-xem", "chua-xep", "tat-ca"):
        assert desk.get(review(whole, muc=tab)).status_code == 200
    assert Plan.objects.count() == 0
    assert "ke-hoach-2026.txt" in desk.get(reverse("plans:bring")).text
