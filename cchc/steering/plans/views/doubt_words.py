"""Why a row needs a look, in the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override

from cchc.steering.plans.choices import Doubt
from cchc.steering.plans.models import ImportRow
from cchc.steering.plans.templatetags.reader_words import worded


@dataclass(frozen=True)
class Told:
    """A doubt in words: what kind it is, and what exactly."""

    label: Any
    words: str
    is_vietnamese: bool = False  # on a page in another language: words for which it has none


def doubts_of(row: ImportRow) -> Sequence[Told]:
    """Why a row needs a look, worst first, each once."""
    found: dict[str, Told] = {}
    for doubt in row.doubts:
        label: Any = Doubt(doubt["code"]).label
        vietnamese = doubt["words"]
        words = vietnamese.removeprefix(_kept_label(doubt["code"])).lstrip(" :,")
        told = worded(words) if words else ""
        alike = 2 if get_language() == "vi" else 1  # words with which the sentence says its kind itself
        label = "" if (told or words).split()[:alike] == str(label).split()[:alike] else label
        found.setdefault(vietnamese, Told(label, words if told is None else told, told is None))
    return list(found.values())


def _kept_label(code: str) -> str:
    """What a kind of doubt is called in the sentences that were kept."""
    with override("vi"):
        return str(Doubt(code).label)
