"""Where something was read, from the lines that it was read from."""

from collections.abc import Sequence

from cchc.steering.plans.rules.reading import Source, SourceLine


def source_of(lines: Sequence[SourceLine]) -> Source:
    """The place of what was read from `lines`, called after the first."""
    first = lines[0]
    last = lines[-1]
    place = first.place if len(lines) == 1 else f"{first.place} – {last.place}"
    return Source(
        line=first.number, lines=tuple(line.ordinal for line in lines), place=place,
        text="\n".join(line.text for line in lines),
    )  # fmt: skip
