"""The plan as arithmetic and words: no Django, no clock, no database."""

from cchc.steering.plans.rules.comparing import Cell, Entry, Pair, compared
from cchc.steering.plans.rules.content import WrongValue, changed, complete, due_points
from cchc.steering.plans.rules.contradicting import Contradiction, Said, contradictions
from cchc.steering.plans.rules.matching import Known, Match, circle_of, match
from cchc.steering.plans.rules.proposing import Definition, Proposal, definitions, likeness, propose
from cchc.steering.plans.rules.recurring import Span, span_on, spans

__all__ = [
    "Cell", "Contradiction", "Definition", "Entry", "Known", "Match", "Pair", "Proposal", "Said", "Span",
    "WrongValue", "changed", "circle_of", "compared", "complete", "contradictions", "definitions",
    "due_points", "likeness", "match", "propose", "span_on", "spans",
]  # fmt: skip
