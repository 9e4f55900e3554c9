"""Figures to be reached: which numbers are some, and what each says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules.figures import NO_SIGN, NO_SIGN_FALLING, figures
from cchc.steering.plans.rules.words import plain
from cchc.steering.plans.rules.years import heading_year


def said(text):
    return [
        (figure.comparison, float(figure.value), float(figure.value_to) if figure.value_to else None, figure.unit)
        for figure in figures(text)
    ]


@pytest.mark.parametrize(
    ("text", "comparison", "value", "value_to", "unit"),
    [
        ("Tối thiểu 80% hồ sơ", ">=", 80, None, "%"),
        ("ít nhất 20% thủ tục", ">=", 20, None, "%"),
        ("đạt từ 50% trở lên", ">=", 50, None, "%"),
        ("đạt 30% trở lên", ">=", 30, None, "%"),
        ("không dưới 90%", ">=", 90, None, "%"),
        ("không thấp hơn 62,5 %", ">=", 62.5, None, "%"),
        ("≥ 95%", ">=", 95, None, "%"),
        ("Trên 80% các mẫu đơn", ">", 80, None, "%"),
        ("đạt trên 90%", ">", 90, None, "%"),
        ("hơn 70% cuộc họp", ">", 70, None, "%"),
        ("không quá 2% hồ sơ", "<=", 2, None, "%"),
        ("tối đa 5%", "<=", 5, None, "%"),
        ("dưới 10%", "<", 10, None, "%"),
        ("bằng 100%", "=", 100, None, "%"),
        ("80% người dân", None, 80, None, "%"),
        ("đạt tỷ lệ 100%", None, 100, None, "%"),
        ("từ 80% đến 90%", "range", 80, 90, "%"),
        ("80-90%", "range", 80, 90, "%"),
        ("từ 80 đến 90%", "range", 80, 90, "%"),
        ("Có ít nhất 02 sáng kiến được công nhận", ">=", 2, None, "sáng kiến"),
        ("Chỉ số đạt 85 điểm trở lên", ">=", 85, None, "điểm"),
        ("Thời gian chờ không quá 30 phút/lượt", "<=", 30, None, "phút"),
        ("Giảm 3 đầu mối", None, 3, None, "đầu mối"),
        ("ít nhất 1.000 lượt", ">=", 1000, None, "lượt"),
        ("tăng 8 điểm phần trăm", None, 8, None, "điểm phần trăm"),
    ],
)  # fmt: skip
def test_a_figure_has_its_comparison_value_and_unit(text, comparison, value, value_to, unit):
    assert said(text) == [(comparison, value, value_to, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "gồm 7 nhóm việc",
        "mức độ 3, mức độ 4",
        "trực tuyến mức độ 3 và 4",
        "Nghị định số 41/2019/NĐ-CP ngày 06/5/2019",
        "Quyết định số 31/QĐ-UBND ngày 12/5/2022 của UBND tỉnh",
        "giai đoạn 2021 – 2025",
        "lần thứ XII, nhiệm kỳ 2025-2030",
        "03 phòng chuyên môn",
        "Luật Lưu trữ năm 2024",
        "Điều 5, khoản 2",
        "định kỳ 6 tháng",
        "",
    ],
)
def test_years_dates_documents_levels_and_counts_are_no_figures(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tăng từ 30% lên 50%", [50]),
        ("Giảm tỷ lệ hồ sơ giấy từ 30% xuống còn 10%", [10]),
        ("đạt 60% (hiện nay 40%)", [60]),
        ("mức độ 3, 4 đạt 60%", [60]),
        ("tối thiểu 20% số mẫu đơn và tối thiểu 20% thời gian", [20, 20]),
        ("100% thủ tục, trong đó giao dịch đạt từ 50% trở lên", [100, 50]),
    ],
)
def test_what_was_is_no_figure_and_two_figures_are_two(text, values):
    assert [value for _, value, _, _ in said(text)] == values


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Đến năm 2028, tối thiểu 60%; đến năm 2030, 100%", [2028, 2030]),
        ("80% vào năm 2025 và 90% vào năm 2030", [2025, 2030]),
        ("Năm 2022 đạt 40%, năm 2023 đạt 60% và năm 2025 đạt 100%", [2022, 2023, 2025]),
        ("Xong trong năm 2022, với ít nhất 20%", [2022]),
        ("đến hết quý II/2023 đạt 50%", [2023]),
        ("đến 31/12/2024 đạt 70%", [2024]),
        ("giảm 15% so với năm 2021", [None]),
        ("theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 đạt 50%", [None]),
        ("tối thiểu 20% (riêng năm 2025 là 25%)", [None, 2025]),
        ("80% hồ sơ", [None]),
    ],
)
def test_the_year_is_the_one_that_the_sentence_gives_the_figure(text, years):
    assert [figure.year for figure in figures(text)] == years


def test_a_path_is_one_figure_with_a_milestone_a_year():
    text = (
        "Năm 2021, số hóa ít nhất 30% sổ; từ năm 2022 đến năm 2025 mỗi năm tăng ít nhất 20% cho đến khi "
        "đạt tỷ lệ 100%"
    )
    (path,) = figures(text)
    assert (path.comparison, path.value, path.year) == (">=", 100, 2025)
    assert [(one.year, one.value) for one in path.milestones] == [
        (2021, 30), (2022, 50), (2023, 70), (2024, 90), (2025, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "milestones"),
    [
        (
            "Năm 2023 số hóa 40%; từ năm 2024 đến năm 2026 mỗi năm tăng thêm 20% đến khi đạt 100%",
            [40, 60, 80, 100],
        ),
        ("Năm 2026 đạt 20%, mỗi năm tăng thêm 15%, đến năm 2030 đạt 80%", [20, 35, 50, 65, 80]),
        ("Năm 2024 đạt 70%, các năm tiếp theo tăng 20% cho đến khi đạt 100%", [70, 90, 100]),
    ],
)
def test_paths_are_said_in_several_ways(text, milestones):
    (path,) = figures(text)
    assert [one.value for one in path.milestones] == milestones
    assert path.value == milestones[-1]


def test_a_path_that_does_not_add_up_says_so():
    (path,) = figures("Năm 2021 đạt 10%; giai đoạn 2022-2023 mỗi năm tăng 20% cho đến khi đạt 100%")
    assert path.value == 100
    assert "Tăng theo từng năm như đã ghi thì không đến mức cuối" in path.doubts


def test_a_figure_without_a_word_is_doubted_by_its_direction():
    assert figures("80% người dân")[0].doubts == (NO_SIGN,)
    assert figures("Giảm hồ sơ giấy xuống còn 10%")[0].doubts == (NO_SIGN_FALLING,)
    assert figures("Tối thiểu 80% người dân")[0].doubts == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Đến năm 2025", 2025), ("Định hướng đến năm 2030", 2030), ("Giai đoạn 2026-2030", 2030),
        ("Tầm nhìn 2045", 2045),
        ("Giai đoạn 2023-2027, tầm nhìn đến năm 2035", None), ("Mục tiêu cụ thể", None),
    ],
)  # fmt: skip
def test_a_heading_gives_its_one_year(title, year):
    assert heading_year(plain(title)) == year


@given(st.text(alphabet="0123456789%.,/- đạttốithiểuNăm2025từđếngiảm;()\n", max_size=80))
def test_every_figure_is_printed_in_the_text(text):
    for figure in figures(text):
        digits = str(figure.value).replace(".", "").rstrip("0") or "0"
        assert digits.strip("0") in "".join(sign for sign in text if sign.isdigit()) or figure.milestones
