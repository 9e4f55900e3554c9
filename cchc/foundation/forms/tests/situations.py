"""What the tests of forms share: the day, any JSON, and what is wrong with what was typed."""

from datetime import date

from hypothesis import strategies as st

TODAY = date(2026, 11, 18)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def errors_of(form, typed, **more):
    return form.check(None, typed, today=TODAY, **more).errors
