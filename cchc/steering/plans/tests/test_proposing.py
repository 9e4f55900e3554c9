"""Which indicator a statement speaks of."""

import pytest

from cchc.steering.plans.rules import definitions, propose
from cchc.steering.plans.rules.proposing import clauses, plain


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Ít nhất 60% hồ sơ TTHC được luân chuyển giữa các đơn vị bằng phương thức điện tử", "electronic-moves"),
        ("70% thủ tục hành chính có nghĩa vụ tài chính được thanh toán trực tuyến", "payable-online"),
        ("Giao dịch thanh toán trực tuyến tăng lên 25%", "online-payments"),
        ("Số hóa 40% kết quả giải quyết TTHC còn hiệu lực", "results-digitised"),
        ("Mức độ hài lòng về giải quyết thủ tục hành chính đạt 92%", "satisfied-procedures"),
        ("Mức độ hài lòng đối với sự phục vụ của cơ quan đạt 88%", "satisfied-service"),
        ("100% CCVC được bồi dưỡng kỹ năng số cơ bản", "digital-skills"),
        ("Giảm 15% chi phí tuân thủ thủ tục hành chính", "cost-cut"),
        ("90% hồ sơ công việc xử lý trên môi trường mạng", "work-files"),
        ("Phân cấp tối thiểu 10% thủ tục hành chính", "decentralised"),
        ("85% mẫu đơn, tờ khai được số hóa", "forms-digitised"),
        ("98% hồ sơ giải quyết đúng hạn", "on-time"),
    ],
)
def test_a_statement_is_proposed_to_the_indicator_of_which_it_speaks(sentence, key):
    assert propose(sentence, sentence).key == key


def test_what_no_indicator_speaks_of_is_proposed_to_none():
    assert propose("Trồng mới 50% diện tích cây xanh", "Trồng mới 50% diện tích cây xanh") is None


def test_what_only_the_whole_item_says_is_less_sure():
    by_clause = propose("98% hồ sơ giải quyết đúng hạn", "")
    by_item = propose("đạt 98%", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%")
    assert by_clause.confidence > by_item.confidence


@pytest.mark.parametrize(
    ("sentence", "figures", "parts"),
    [
        ("a 20% số quy định và b 20% chi phí", 2, ("a 20% số quy định", "và b 20% chi phí")),
        ("100% x, y; 50% z", 2, ("100% x, y", "50% z")),
        ("80% x, được y, trong số đó tỷ lệ z đạt 30%", 2, ("80% x, được y", "trong số đó tỷ lệ z đạt 30%")),
        ("chỉ 80% x", 1, ("chỉ 80% x",)),
        ("năm 2021 30%, rồi 100%", 1, ("năm 2021 30%, rồi 100%",)),
        ("80% x và 30% y", 3, ("80% x và 30% y",) * 3),
    ],
)
def test_a_sentence_with_several_figures_is_cut_between_them(sentence, figures, parts):
    assert clauses(sentence, figures) == parts


def test_each_indicator_has_a_code_a_key_and_words_of_its_own():
    found = definitions()
    assert len({one.code for one in found.values()}) == len(found) == 22
    assert all(one.groups and all(one.groups) for one in found.values())


def test_a_name_of_an_indicator_leads_to_it_or_to_what_measures_the_same():
    for key, one in definitions().items():
        found = propose(one.name, one.name)
        assert found is None or found.key == key or definitions()[found.key].subject == one.subject


def test_abbreviations_are_written_out():
    assert plain("TTHC của CCVC") == " thu tuc hanh chinh cua cong chuc vien chuc "
