"""What is tried of every URL: a row says to whom it opens and what it answers; its tries, with whose objects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cchc.onestop.dossiers.models import Attachment
from tests.whole.world import APPLICANTS, ROLES, STAFF, World

SIGN_IN, FORBIDDEN, NOT_FOUND, NO_SUCH_METHOD = 302, 403, 404, 405


OK, MOVED, TO_DO = {200}, {302}, {200, 403, 409}


SIGNED = frozenset(ROLES) - {"nobody"}


@dataclass(frozen=True)
class Try:
    """One address: its arguments, and whose object it names. None as `whose`: it is nobody's in particular."""

    args: tuple[Any, ...]
    whose: frozenset[str] | None = None


Tries = Callable[[World], Iterator[Try]]


@dataclass(frozen=True)
class Row:
    """What a URL answers: to whom its door opens, to whom an object is there, and then with which status."""

    opens_to: frozenset[str] = frozenset(ROLES)
    tries: Tries = lambda world: iter([Try(())])
    ok: frozenset[int] = frozenset(OK)
    only_post: bool = False
    strangers: int = NOT_FOUND  # what those are answered for whom the object is not there
    nobody: int = SIGN_IN  # what those are answered who have not signed in
    staff: int | None = None  # what the office is answered on a page for citizens

    def expected(self, role: str, one: Try) -> frozenset[int]:
        """The statuses that a GET may answer."""
        refusals = frozenset([NO_SUCH_METHOD]) if self.only_post else frozenset()
        if role not in self.opens_to:
            return refusals | {SIGN_IN if role == "nobody" else FORBIDDEN}
        if self.only_post:
            return refusals
        if one.whose is not None and role == "nobody":
            return frozenset([self.nobody])
        if self.staff and role in STAFF:
            return frozenset([self.staff])
        if one.whose is not None and role not in one.whose:
            return frozenset([self.strangers])
        return self.ok


def row(opens_to: Any = ROLES, tries: Tries | None = None, ok: Any = OK, **more: Any) -> Row:
    told: dict[str, Any] = {"tries": tries} if tries else {}
    return Row(opens_to=frozenset(opens_to), ok=frozenset(ok), **told, **more)


# Whose objects


EACH = ("waiting", "of a firm", "held", "asked", "refused", "ready", "foreign")


FOUR = ("waiting", "held", "ready", "foreign")


def dossiers(*more: Any, also: frozenset[str] = frozenset(), those: tuple[str, ...] = EACH) -> Tries:
    """Each dossier by its number; `also` sees those of the first office, too."""

    def tries(world: World) -> Iterator[Try]:
        for key in those:
            dossier = world.dossiers[key]
            seen = world.seen[key] | (also if key != "foreign" else frozenset())
            yield Try((str(dossier), *more), seen)
        yield Try(("000.00.12.H21-261118-9999", *more), frozenset())

    return tries


def files_of(mine: str) -> Tries:
    """A file of each dossier under its own number, and under the number of another dossier that is one's own."""

    def tries(world: World) -> Iterator[Try]:
        for key, dossier in world.dossiers.items():
            file = Attachment.objects.filter(paper__dossier=dossier)[0]
            yield Try((str(dossier), file.pk), world.seen[key])
            if key != mine:
                yield Try((str(world.dossiers[mine]), file.pk), frozenset())

    return tries


def fees(world: World) -> Iterator[Try]:
    fee = world.dossiers["ready"].fees.get()
    yield Try((str(world.dossiers["ready"]), fee.pk), world.seen["ready"])
    yield Try((str(world.dossiers["held"]), fee.pk), frozenset())
    yield Try((str(world.dossiers["foreign"]), fee.pk), frozenset())


def drafts(*more: Any) -> Tries:
    """Each draft of its owner; an address that no draft has."""

    def tries(world: World) -> Iterator[Try]:
        for owner, draft in world.drafts.items():
            yield Try((draft.rules.procedure.code, draft.pk, *more), frozenset([owner]))

    return tries


def draft_papers(world: World) -> Iterator[Try]:
    for owner, draft in world.drafts.items():
        code, paper = draft.rules.procedure.code, draft.papers.all()[0]
        yield Try((code, draft.pk, paper.pk), frozenset([owner]))
    mine, theirs = world.drafts["citizen"], world.drafts["organisation"]
    yield Try((mine.rules.procedure.code, mine.pk, theirs.papers.all()[0].pk), frozenset())


def kept(what: str, *more: Any) -> Tries:
    """A row of administration, here and there: only here is it the administrator's."""

    def tries(world: World) -> Iterator[Try]:
        yield Try((world.rows[f"{what} here"].pk, *more), frozenset(["administrator"]))
        yield Try((world.rows[f"{what} there"].pk, *more), frozenset())

    return tries


def compared(world: World) -> Iterator[Try]:
    rows = world.rows
    yield Try((rows["draft version here"].pk, rows["version here"].pk), frozenset(["administrator"]))
    yield Try((rows["draft version here"].pk, rows["version there"].pk), frozenset())
    yield Try((rows["draft version there"].pk, rows["version there"].pk), frozenset())


def owned(what: str) -> Tries:
    """A row that belongs to a citizen."""

    def tries(world: World) -> Iterator[Try]:
        for role in APPLICANTS[:2]:
            yield Try((world.rows[f"{what} {role}"].pk,), frozenset([role]))

    return tries


def codes(world: World) -> Iterator[Try]:
    yield Try((world.here.version.procedure.code,))
    yield Try((world.there.version.procedure.code,))
    yield Try(("9.999999",), frozenset())


def of(*args: Any) -> Tries:
    return lambda world: iter([Try(args)])


def nobodys(*args: Any) -> Tries:
    """An address behind which nothing stands."""
    return lambda world: iter([Try(args, frozenset())])
