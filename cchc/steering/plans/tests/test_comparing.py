"""A plan read again: which entry is which, and what differs."""

from hypothesis import given
from hypothesis import strategies as st

from cchc.steering.plans.rules import Entry, compared


def task(label, text, **cells):
    return Entry(f"{label} {text}", "task", label, text, cells)


REVIEW = "Rà soát, đơn giản hóa các thủ tục hành chính thuộc thẩm quyền của Sở"
TELL = "Tổ chức tuyên truyền, phổ biến kết quả cải cách hành chính"
TRAIN = "Lập kế hoạch bồi dưỡng công chức, viên chức"


def told(old, new):
    return [
        (pair.was.label if pair.was else None, pair.now.label if pair.now else None, [c.field for c in pair.cells])
        for pair in compared(old, new)
    ]


def test_the_same_plan_is_the_same_entry_by_entry():
    plan = [task("I.01", REVIEW, leads="Văn phòng"), task("I.02", TELL, leads="Văn phòng")]
    assert told(plan, list(plan)) == [("I.01", "I.01", []), ("I.02", "I.02", [])]


def test_a_changed_cell_is_named_with_what_it_was_and_is():
    (pair,) = compared([task("I.01", REVIEW, time="Năm 2022")], [task("I.01", REVIEW, time="Năm 2023")])
    assert [(cell.field, cell.was, cell.now) for cell in pair.cells] == [("time", "Năm 2022", "Năm 2023")]


def test_renumbered_tasks_are_known_by_their_text():
    old = [task("I.01", REVIEW), task("I.02", TELL)]
    new = [task("I.01", TRAIN), task("I.02", REVIEW), task("I.03", TELL)]
    assert told(old, new) == [(None, "I.01", []), ("I.01", "I.02", []), ("I.02", "I.03", [])]


def test_a_reworded_task_is_still_the_same_one():
    old, new = [task("I.01", REVIEW)], [task("I.01", f"Tiếp tục {REVIEW.lower()} và đơn vị trực thuộc")]
    assert told(old, new) == [("I.01", "I.01", ["text"])]


def test_a_task_that_is_quite_another_one_is_not_taken_for_it_because_of_its_number():
    assert told([task("I.01", REVIEW)], [task("I.01", TRAIN)]) == [(None, "I.01", []), ("I.01", None, [])]


def test_two_figures_of_one_sentence_stay_apart():
    sentence = "80% có thanh toán trực tuyến, trong đó giao dịch đạt 30%"
    old = [
        Entry("a", "target", "", sentence, {"value": "80"}),
        Entry("b", "target", "", sentence, {"value": "30"}),
    ]
    pairs = compared(old, list(reversed(old)))
    assert [(pair.was.ref, pair.now.ref, pair.cells) for pair in pairs] == [("b", "b", ()), ("a", "a", ())]


texts = st.lists(st.sampled_from([REVIEW, TELL, TRAIN, "Một việc khác hẳn", "Họp"]), max_size=6)


@given(old=texts, new=texts)
def test_every_entry_of_both_stands_in_the_difference_once(old, new):
    was = [Entry(("was", n), "task", str(n), text) for n, text in enumerate(old)]
    now = [Entry(("now", n), "task", str(n), text) for n, text in enumerate(new)]
    pairs = compared(was, now)
    assert sorted(pair.was.ref for pair in pairs if pair.was) == [entry.ref for entry in was]
    assert [pair.now.ref for pair in pairs if pair.now] == [entry.ref for entry in now]


@given(plan=texts)
def test_a_plan_compared_with_itself_has_no_difference(plan):
    entries = [Entry(n, "task", str(n), text, {"time": "Năm 2026"}) for n, text in enumerate(plan)]
    assert [(p.was.ref, p.now.ref, p.cells) for p in compared(entries, entries)] == [
        (n, n, ()) for n in range(len(plan))
    ]
