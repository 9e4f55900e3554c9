"""Words that lead people to procedures: situations, synonyms, and what was looked for in vain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from cchc.foundation.identity.models import Agency, User
from cchc.kernel import events, generations
from cchc.kernel.text import words
from cchc.onestop.procedures.events import SituationsSet, SynonymsSet
from cchc.onestop.procedures.models import Procedure, SearchMiss, Situation, Synonym
from cchc.onestop.procedures.permissions import require_manage
from cchc.onestop.procedures.querysets import CATALOGUE


@dataclass(frozen=True, kw_only=True)
class SituationContent:
    """A door of the home page: what happens, and the procedures by code, or the words, that it leads to."""

    title: str
    title_en: str = ""
    query: str = ""
    codes: tuple[str, ...] = ()


@transaction.atomic
def set_situations(
    *, agency: Agency, situations: Sequence[SituationContent], by: User | None, at: datetime
) -> list[Situation]:
    """Set the doors of the home page, in their order, in place of those that were."""
    require_manage(by, agency.pk, at)
    Situation.objects.filter(agency=agency).delete()
    made = []
    for order, content in enumerate(situations, 1):
        row = Situation.objects.create(
            agency=agency, order=order, title=content.title, title_en=content.title_en, query=content.query
        )
        row.procedures.set(Procedure.objects.filter(agency=agency, code__in=content.codes))
        made.append(row)
    generations.bump(CATALOGUE)
    titles = tuple(content.title for content in situations)
    events.publish(SituationsSet(agency_id=agency.pk, titles=titles, by_id=by.pk if by else None, at=at))
    return made


@transaction.atomic
def set_synonyms(*, agency: Agency, synonyms: Sequence[tuple[str, str]], by: User | None, at: datetime) -> None:
    """Set an agency's words for other words: (what people type, what it means)."""
    require_manage(by, agency.pk, at)
    Synonym.objects.filter(agency=agency).delete()
    rows = {said: Synonym(agency=agency, said=said, meant=meant) for said, meant in synonyms}
    Synonym.objects.bulk_create(rows.values())
    generations.bump(CATALOGUE)
    events.publish(SynonymsSet(agency_id=agency.pk, count=len(rows), by_id=by.pk if by else None, at=at))


_NUMBER = re.compile(r"\d{5,}")
_LONGEST = 120


@transaction.atomic
def note_miss(*, text: str, at: datetime) -> None:
    """Count words that found nothing. Numbers long enough to be somebody's are left out, and so is an address.

    No event: it is a tally of words, and nobody is in it.
    """
    if "@" in text:
        return
    plain = " ".join(word for word in words(text) if not _NUMBER.search(word))[:_LONGEST].strip()
    if not plain:
        return
    day = localdate(at)
    if not SearchMiss.objects.filter(words=plain).update(times=F("times") + 1, last_on=day):
        SearchMiss.objects.bulk_create([SearchMiss(words=plain, first_on=day, last_on=day)], ignore_conflicts=True)
