"""The items of the text: targets, commitments, assignments, and what is none of these."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cchc.steering.plans.rules import times
from cchc.steering.plans.rules.figures import figures
from cchc.steering.plans.rules.outline import Item
from cchc.steering.plans.rules.reading import (
    SENTENCE,
    Assignment,
    Commitment,
    Part,
    SourceLine,
    TargetRead,
    TimeRead,
)
from cchc.steering.plans.rules.sources import source_of
from cchc.steering.plans.rules.units import Named, is_only_units, leads_in, named, partners_in
from cchc.steering.plans.rules.words import plain
from cchc.steering.plans.rules.years import heading_year
from cchc.steering.plans.rules.zones import (
    CARRY_OUT,
    GROUNDS,
    PAST,
    is_introduction,
    number_of,
    parts_that_assign,
    zone,
)

BY_HEADING = "Năm lấy từ tiêu đề gần nhất"

_SHORTEST = 4  # letters: what is shorter promises nothing, and is left over


@dataclass
class Prose:
    """What was read out of the text. `lost` are items that say nothing that a plan is made of."""

    parts: list[Part] = field(default_factory=list)
    targets: list[TargetRead] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    grounds: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    lost: list[Item] = field(default_factory=list)


def read_items(items: Iterable[Item], known: frozenset[str], plan_year: int | None) -> Prose:
    """Read every item of the tree, in order."""
    prose = Prose()
    every = list(items)
    assigning = parts_that_assign(every, lambda item: _assignment(item, known, plan_year) is not None)
    for item in every:
        where = CARRY_OUT if any(above in assigning for above in item.over()) else zone(item)
        targets = _targets(item, plan_year) if where not in (PAST, GROUNDS) and not item.is_part else []
        prose.targets += targets
        if item.is_part or (item.is_numbered and not item.is_leaf):
            prose.parts.append(_part(item))
        if not item.is_leaf or item.is_part or (item.text.endswith(":") and not targets):
            prose.labels.append(item)
        elif where == GROUNDS:
            prose.grounds.append(item)
        elif where == PAST or is_introduction(item):
            if not targets:
                prose.lost.append(item)
        elif where == CARRY_OUT:
            assignment = _assignment(item, known, plan_year)
            if assignment is not None:
                prose.assignments.append(assignment)
            elif not targets:
                prose.lost.append(item)
        elif not targets:
            if sum(map(str.isalpha, item.text)) >= _SHORTEST:
                prose.commitments.append(_commitment(item, known, plan_year))
            else:
                prose.lost.append(item)
    return prose


def titles_over(item: Item) -> tuple[str, ...]:
    """The titles over an item, outermost first."""
    return tuple(reversed([above.text for above in item.over() if above.text]))


def _part(item: Item) -> Part:
    numbers = [above.number for above in item.over() if above.number and above.is_numbered]
    return Part(
        number=item.number, title=item.text, path=(*reversed(numbers), item.number), source=source_of(item.lines)
    )


def _targets(item: Item, plan_year: int | None) -> list[TargetRead]:
    found = figures(item.text)
    if not found:
        return []
    titles = [above.text for above in item.over()]
    nearest = next((year for title in titles if (year := heading_year(plain(title)))), None) or plan_year
    under = titles_over(item)
    return [
        TargetRead(
            text=item.text, comparison=figure.comparison, value=figure.value, value_to=figure.value_to,
            unit=figure.unit, year=figure.year or nearest, milestones=figure.milestones, where=SENTENCE,
            source=source_of(item.lines), quote=figure.quote, under=under, doubts=figure.doubts,
        )
        for figure in found
    ]  # fmt: skip


def _commitment(item: Item, known: frozenset[str], plan_year: int | None) -> Commitment:
    leads = leads_in(item.text, known, strict=True)
    partners = partners_in(item.text, known)
    time = times.in_sentence(item.text, plan_year)
    return Commitment(
        text=item.text, leads=leads.names, cooperating=partners.names, time=time, source=source_of(item.lines),
        under=titles_over(item), doubts=(*leads.doubts, *partners.doubts, *time.doubts),
    )  # fmt: skip


def _assignment(item: Item, known: frozenset[str], plan_year: int | None) -> Assignment | None:
    """An item of the part on carrying out that says, itself or in the item over it, who does it. None: nobody."""
    leads, partners, above = _of_item(item.text, known), partners_in(item.text, known), []
    own_leads = leads
    for over in item.over():
        if over.is_part and not is_only_units(over.text):
            break
        inherited = _of_heading(over.text, known)
        if inherited.names:
            leads = inherited if not own_leads.names or not _begins_with(item.text, own_leads) else own_leads
            partners = Named(tuple(dict.fromkeys((*partners_in(over.text, known).names, *partners.names))))
            above.append(over)
            break
    if not leads.names:
        return None
    time = times.in_sentence(item.text, plan_year)
    time = time if time.text else _time_of(above, plan_year)
    return Assignment(
        number=number_of(item), text=item.text, leads=leads.names,
        cooperating=tuple(name for name in partners.names if name not in leads.names), time=time,
        source=source_of(item.lines), doubts=(*leads.doubts, *partners.doubts, *time.doubts),
    )  # fmt: skip


def _of_item(text: str, known: frozenset[str]) -> Named:
    """Whom an item makes responsible, by its sentence or by a name with a colon before it: "Thanh tra: kiểm tra
    …".
    """
    before, colon, _ = text.partition(":")
    return named(before, known) if colon and is_only_units(before) else leads_in(text, known)


def _of_heading(text: str, known: frozenset[str]) -> Named:
    """Whom a heading makes responsible for what stands under it: "Giao Văn phòng chủ trì …:", or a name."""
    title = text.rstrip(":. ")
    if is_only_units(title):
        return named(title, known)
    return leads_in(text, known)


def _begins_with(text: str, leads: Named) -> bool:
    return bool(leads.names) and plain(text).startswith(plain(leads.names[0]))


def _time_of(above: list[Item], plan_year: int | None) -> TimeRead:
    return next((time for item in above if (time := times.in_sentence(item.text, plan_year)).text), TimeRead())


def lines_of(items: Iterable[Item]) -> list[SourceLine]:
    """All lines of some items."""
    return [line for item in items for line in item.lines]
