"""Charts as the server draws them: they need no script, print, and stand above the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cchc.steering.indicators.choices import Answer
from cchc.steering.indicators.rules import Figure, Goal
from cchc.steering.plans.views.targets.words import goal_words, milestone_words, percent

TOP, BOTTOM, LEFT = 20, 250, 48
LINE = 17  # from one line of a name to the next
QUARTERS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: whose it is, how much, as said."""

    name: str
    value: Fraction | None
    words: str


def _known(figure: Figure) -> Fraction | None:
    return figure.value if figure.answer in (Answer.KNOWN, Answer.FEW) else None


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Points in unbroken runs: what is missing leaves a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def spark(figures: Sequence[Figure]) -> SafeString:
    """A small line of the last months; nothing where fewer than two have a value. Words beside it say the same."""
    values = [_known(one) for one in figures]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    span = max(high - low, Fraction(1, 20))
    step = 68 / max(1, len(values) - 1)
    points = [
        None if value is None else (2 + step * place, 17 - 14 * float((value - low) / span))
        for place, value in enumerate(values)
    ]
    return format_html(
        '<svg class="spark" viewBox="0 0 72 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg>",
        _lines(points, ""),
    )


def _lines(points: Sequence[tuple[float, float] | None], name: str) -> SafeString:
    runs = [run if len(run) > 1 else [run[0], (run[0][0] + 0.1, run[0][1])] for run in _runs(points)]
    return format_html_join(
        "", '<polyline class="{}" points="{}"/>',
        ((name or "run", " ".join(f"{x:.1f},{y:.1f}" for x, y in run)) for run in runs),
    )  # fmt: skip


def line_chart(figures: Sequence[Figure], labels: Sequence[str], goals: Sequence[Goal], alt: str) -> SafeString:
    """The months of a share from 0 to 100%, with its milestones as broken lines; wide, and narrow for phones."""
    return format_html(
        "{}{}", _line_chart(figures, labels, goals, alt, 800, "wide", 1),
        _line_chart(figures, labels, goals, alt, 400, "narrow", 4),
    )  # fmt: skip


def _line_chart(
    figures: Sequence[Figure], labels: Sequence[str], goals: Sequence[Goal], alt: str, width: int, name: str,
    every: int,
) -> SafeString:  # fmt: skip
    right = width - 12
    step = (right - LEFT - 40) / max(1, len(figures) - 1)
    xs = [LEFT + 20 + step * place for place in range(len(figures))]
    values = [_known(one) for one in figures]
    points = [None if v is None else (x, _y(v)) for x, v in zip(xs, values, strict=True)]
    targets, words = _goal_lines(goals, right)
    parts = [
        format_html_join(
            "", '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            '<text x="40" y="{3}" text-anchor="end">{4}%</text>',
            ((LEFT, right, f"{_y(one):.1f}", f"{_y(one) + 4:.1f}", int(one * 100)) for one in QUARTERS),
        ),
        targets,
        _lines(points, "line"),
        format_html_join(
            "", '<circle class="dot" cx="{}" cy="{}" r="3.5"/>',
            ((f"{point[0]:.1f}", f"{point[1]:.1f}") for point in points if point is not None),
        ),
        format_html_join(
            "", '<text x="{}" y="274" text-anchor="middle">{}</text>',
            ((f"{x:.1f}", text) for place, (x, text) in enumerate(zip(xs, labels, strict=True))
             if place % every == 0),
        ),
        words,
        _ends(points, values, goals),
    ]  # fmt: skip
    return format_html(
        '<svg class="chart chart--{}" viewBox="0 0 {} 286" role="img" aria-label="{}">{}</svg>', name, width, alt,
        format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _y(value: Fraction) -> float:
    return BOTTOM - (BOTTOM - TOP) * float(min(Fraction(1), max(Fraction(0), value)))


def _goal_lines(goals: Sequence[Goal], right: int) -> tuple[SafeString, SafeString]:
    """A broken line at each milestone, and the words, which stand before everything that is drawn.

    The words keep off the line, and off those of a milestone beside it.
    """
    lines: list[tuple[object, ...]] = []
    said: list[tuple[object, ...]] = []
    taken: list[float] = []
    for goal in {goal.value: goal for goal in goals}.values():
        y = _y(goal.value)
        words = y - 8 if y - 8 > TOP and all(abs(y - 8 - other) > 14 for other in taken) else y + 17
        taken.append(words)
        lines.append((LEFT, right, f"{y:.1f}"))
        said.append((LEFT + 56, f"{words:.1f}", f"{milestone_words(goal)}: {goal_words(goal)}"))
    return (
        format_html_join("", '<line class="target" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>', lines),
        format_html_join("", '<text class="label" x="{}" y="{}">{}</text>', said),
    )


def _ends(
    points: Sequence[tuple[float, float] | None], values: Sequence[Fraction | None], goals: Sequence[Goal]
) -> SafeString:
    """The first and the last value as numbers at their points."""
    known = [(point, value) for point, value in zip(points, values, strict=True) if point and value is not None]
    ends = known[:1] + known[-1:] if len(known) > 1 else known
    return format_html_join(
        "", '<text class="label" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (f"{x:.1f}", f"{y + 22 if y < TOP + 24 else y - 10:.1f}", percent(value, goals))
            for (x, y), value in ends
        ),
    )  # fmt: skip


def bar_chart(bars: Sequence[Bar], alt: str) -> SafeString:
    """A bar a unit, from 0 to 100%, with the value written at its end; what has no value has no bar.

    Names are written in full, in as many lines as they need; wide, and narrow for phones.
    """
    return format_html(
        "{}{}", _bar_chart(bars, alt, 560, "wide", 62), _bar_chart(bars, alt, 330, "narrow", 36)
    )  # fmt: skip


def _bar_chart(bars: Sequence[Bar], alt: str, width: int, name: str, letters: int) -> SafeString:
    parts, y, long = [], 0, width - 80
    for bar in bars:
        lines = wrap(bar.name, letters) or [""]
        top = y + 24 + LINE * (len(lines) - 1)
        value = (
            ""
            if bar.value is None
            else format_html(
                '<rect class="value" x="0" y="{}" width="{}" height="14"/>',
                top,
                f"{long * float(min(Fraction(1), bar.value)):.1f}",
            )
        )
        parts.append(
            format_html(
                '{}<rect class="ground" x="0" y="{}" width="{}" height="14"/>{}'
                '<text class="label" x="{}" y="{}">{}</text>',
                format_html_join(
                    "", '<text x="0" y="{}">{}</text>',
                    ((y + 18 + LINE * place, line) for place, line in enumerate(lines)),
                ),
                top, long, value, long + 10, top + 12, bar.words,
            )
        )  # fmt: skip
        y = top + 28
    return format_html(
        '<svg class="chart bars chart--{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', name, width,
        max(44, y - 8), alt, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip
