"""Who leads and who cooperates, as printed; products of one cell."""

import pytest

from cchc.steering.plans.rules.products import products
from cchc.steering.plans.rules.units import alone, leads_in, named, partners_in, responsible


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Văn phòng Sở", ["Văn phòng Sở"]),
        ("Các phòng, đơn vị", ["Các phòng, đơn vị"]),
        ("các phòng, đơn vị có thủ tục", ["các phòng, đơn vị có thủ tục"]),
        ("các phòng, đơn vị thuộc, trực thuộc Sở", ["các phòng, đơn vị thuộc, trực thuộc Sở"]),
        ("Phòng Quản lý Hạ tầng và Vận tải hành khách", ["Phòng Quản lý Hạ tầng và Vận tải hành khách"]),
        (
            "Phòng Quản lý Hạ tầng và Vận tải hành khách; các phòng, đơn vị có thủ tục",
            ["Phòng Quản lý Hạ tầng và Vận tải hành khách", "các phòng, đơn vị có thủ tục"],
        ),
        ("Văn phòng Sở, Thanh tra Sở và Trung tâm CNTT", ["Văn phòng Sở", "Thanh tra Sở", "Trung tâm CNTT"]),
        ("Văn phòng và các phòng, ban", ["Văn phòng", "các phòng, ban"]),
        ("Các sở, ban, ngành; UBND cấp huyện", ["Các sở, ban, ngành", "UBND cấp huyện"]),
        ("Văn phòng Sở, các phòng, đơn vị liên quan", ["Văn phòng Sở", "các phòng, đơn vị liên quan"]),
        ("Sở Khoa học và Công nghệ", ["Sở Khoa học và Công nghệ"]),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("- Văn phòng\n- Thanh tra", ["Văn phòng", "Thanh tra"]),
        ("VP, TTra, KHTC", ["VP", "TTra", "KHTC"]),
        ("Phòng Thanh tra và Phòng, chống tham nhũng", ["Phòng Thanh tra và Phòng, chống tham nhũng"]),
        ("UBND các huyện, thị xã, thành phố", ["UBND các huyện, thị xã, thành phố"]),
        ("Văn phòng (bộ phận văn thư, lưu trữ)", ["Văn phòng (bộ phận văn thư, lưu trữ)"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_cell_is_parted_only_where_several_units_stand(cell, names):
    assert list(named(cell).names) == names


def test_what_stands_alone_elsewhere_tells_two_units_from_one():
    known = alone(["Khoa học", "Nội vụ", "Văn phòng"])
    assert named("Nội vụ và Khoa học", known).names == ("Nội vụ", "Khoa học")
    assert named("Nội vụ và Khoa học").names == ("Nội vụ và Khoa học",)


def test_what_is_not_sure_is_doubted():
    assert named("Phòng Kế hoạch, Tài chính").doubts
    assert named("Phòng Kế hoạch và Văn phòng Đăng ký").doubts
    assert not named("Văn phòng Sở, Thanh tra Sở").doubts


@pytest.mark.parametrize(
    ("cell", "leads", "partners"),
    [
        ("Chủ trì: Văn phòng; Phối hợp: Thanh tra, Phòng Tổ chức", ("Văn phòng",), ("Thanh tra", "Phòng Tổ chức")),
        ("Văn phòng (chủ trì); Thanh tra (phối hợp)", ("Văn phòng",), ("Thanh tra",)),
        ("Văn phòng (chủ trì), Thanh tra", ("Văn phòng",), ("Thanh tra",)),
        ("Văn phòng chủ trì, phối hợp với Thanh tra", ("Văn phòng",), ("Thanh tra",)),
        ("Văn phòng; Thanh tra", ("Văn phòng", "Thanh tra"), ()),
    ],
)
def test_one_cell_may_hold_both(cell, leads, partners):
    read = responsible(cell)
    assert (read[0].names, read[1].names) == (leads, partners)


@pytest.mark.parametrize(
    ("sentence", "leads", "partners"),
    [
        ("Văn phòng chủ trì, phối hợp các phòng, đơn vị tham mưu Sở", ("Văn phòng",), ("các phòng, đơn vị",)),
        ("Giao Thanh tra chủ trì, phối hợp với Văn phòng tổ chức kiểm tra", ("Thanh tra",), ("Văn phòng",)),
        ("Theo bảng trên, các phòng, đơn vị có trách nhiệm làm", ("các phòng, đơn vị",), ()),
        ("Phòng Tổ chức có trách nhiệm theo dõi", ("Phòng Tổ chức",), ()),
        ("Đề nghị Sở Nội vụ thẩm định", ("Sở Nội vụ",), ()),
        ("Nghiên cứu cách làm mới", (), ()),
    ],
)  # fmt: skip
def test_a_sentence_says_who(sentence, leads, partners):
    assert leads_in(sentence).names == leads
    assert partners_in(sentence).names == partners


@pytest.mark.parametrize(
    ("cell", "beside", "parts"),
    [
        ("1. Kế hoạch. 2. Báo cáo. 3. Thông báo (nếu có).", "", ["Kế hoạch.", "Báo cáo.", "Thông báo (nếu có)."]),
        ("Tờ trình; Nghị quyết; Báo cáo", "", ["Tờ trình", "Nghị quyết", "Báo cáo"]),
        ("- Tờ trình\n- Nghị quyết", "", ["Tờ trình", "Nghị quyết"]),
        ("Báo cáo (quý; năm)", "", ["Báo cáo (quý; năm)"]),
        ("Kế hoạch 2. Báo cáo", "", ["Kế hoạch 2. Báo cáo"]),
        ("Quyết định", "", ["Quyết định"]),
        ("", "", []),
        (
            "Nghị quyết; Quyết định về Danh mục chi tiết Luật của Quốc hội; Pháp lệnh của Ủy ban thường vụ",
            "Lập Danh mục chi tiết Luật của Quốc hội; Pháp lệnh của Ủy ban thường vụ",
            ["Nghị quyết", "Quyết định về Danh mục chi tiết Luật của Quốc hội; Pháp lệnh của Ủy ban thường vụ"],
        ),
    ],
)  # fmt: skip
def test_products_are_parted_by_numbers_lines_and_semicolons_but_not_inside_a_title(cell, beside, parts):
    assert list(products(cell, beside)) == parts
