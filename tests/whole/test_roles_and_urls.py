"""Every role opens every URL, with its own objects and with others': nothing fails, nothing of others is seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from cchc.foundation.identity.models import User
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from tests.whole.tries import (
    FOUR,
    MOVED,
    NOT_FOUND,
    SIGN_IN,
    SIGNED,
    TO_DO,
    Row,
    Try,
    codes,
    compared,
    dossiers,
    draft_papers,
    drafts,
    fees,
    files_of,
    kept,
    nobodys,
    of,
    owned,
    row,
)
from tests.whole.world import APPLICANTS, COUNTERS, NOW, ROLES, STAFF, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("roles")]


ADMINISTRATOR = ("administrator",)


NOTHING = uuid7()  # of a row that is nowhere


APPLICANT_PAGE: dict[str, Any] = {"staff": 302}  # the office is led to its own page, where looks are recorded


TABLE: dict[str, Row] = {
    # The portal
    "portal:home": row(),
    "portal:results": row(),
    "portal:missed": row(only_post=True),
    "portal:procedure": row(tries=codes, nobody=NOT_FOUND),
    "portal:tracking": row(),
    "portal:filing-start": row(tries=codes, ok={200, 302, 403}, nobody=NOT_FOUND),
    "portal:filing-resume": row(tries=drafts(), ok=MOVED),
    "portal:filing-renew": row(tries=drafts(), only_post=True),
    "portal:filing-discard": row(tries=drafts()),
    "portal:filing-papers": row(tries=drafts()),
    "portal:filing-reuse": row(tries=drafts(), only_post=True),
    "portal:filing-paper": row(tries=draft_papers),
    "portal:filing-paper-turn": row(tries=draft_papers, only_post=True),
    "portal:filing-paper-remove": row(tries=draft_papers, only_post=True),
    "portal:filing-check": row(tries=drafts()),
    "portal:filing-step": row(tries=drafts("nguoi-nop")),
    "portal:mine": row(APPLICANTS),
    "portal:link": row(APPLICANTS),
    "portal:open": row(),
    "portal:close": row(only_post=True),
    "portal:dossier": row(tries=dossiers(), **APPLICANT_PAGE),
    "portal:confirmation": row(tries=dossiers(), **APPLICANT_PAGE),
    "portal:dossier-reckoning": row(tries=dossiers(), ok={200, 404}, **APPLICANT_PAGE),
    "portal:supply": row(tries=dossiers(), ok={200, 302}, **APPLICANT_PAGE),
    "portal:supply-upload": row(tries=dossiers(), only_post=True),
    "portal:withdraw": row(tries=dossiers(), ok={200, 404}, **APPLICANT_PAGE),
    "portal:dossier-result": row(tries=dossiers(), ok={200, 404}, **APPLICANT_PAGE),
    "portal:dossier-paper": row(tries=dossiers("tiep-nhan", those=FOUR), ok={200, 404}, **APPLICANT_PAGE),
    "portal:dossier-file": row(tries=files_of("held"), **APPLICANT_PAGE),
    # The desk
    "desk:gallery": row(STAFF),
    "desk:intake": row(COUNTERS),
    "desk:intake-procedures": row(COUNTERS),
    "desk:intake-attach": row(COUNTERS, only_post=True),
    "desk:receipt": row(COUNTERS, dossiers(those=FOUR), {200, 404}),
    "desk:supplement": row(COUNTERS, dossiers(those=("held", "asked", "foreign")), {200, 404}),
    "desk:refusal": row(COUNTERS, dossiers(those=("held", "refused", "foreign")), {200, 404}),
    "desk:inbox": row(STAFF),
    "desk:dossier": row(STAFF, dossiers()),
    "desk:judge": row(STAFF, dossiers("phieu"), only_post=True),
    "desk:dossier-file": row(STAFF, files_of("held")),
    "desk:dossier-result-file": row(STAFF, dossiers(those=FOUR), {200, 404}),
    "desk:dossier-receipt": row(STAFF, dossiers(those=FOUR), {200, 404}),
    "desk:dossier-supplement": row(STAFF, dossiers(1, those=("held", "asked", "foreign")), {200, 404}),
    "desk:dossier-refusal": row(STAFF, dossiers(those=("held", "refused", "foreign")), {200, 404}),
    "desk:why": row(STAFF, dossiers(also=frozenset(ADMINISTRATOR))),
    "desk:dossier-record": row(STAFF, dossiers(also=frozenset(ADMINISTRATOR)), {200, 403}),
    **{
        f"desk:{act}": row(STAFF, dossiers(those=FOUR), TO_DO)
        for act in (
            "take", "assign", "forward", "send-back", "recall", "finish", "accept", "supply", "hand-over", "fee",
            "correct", "link", "void", "ask-more", "refuse", "stop", "withdraw",
        )
    },
    "desk:void-fee": row(STAFF, fees, {200, 403}),
    "desk:record": row(ADMINISTRATOR),
    "desk:calendar": row(ADMINISTRATOR),
    "desk:calendar-change": row(ADMINISTRATOR, ok={200, 404}),
    # Past dossiers
    "dossiers:history": row(ADMINISTRATOR),
    "dossiers:history-run": row(ADMINISTRATOR, nobodys(NOTHING)),
    "dossiers:history-columns": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-words": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-accept": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-drop": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-go-on": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-keep": row(ADMINISTRATOR, nobodys(NOTHING), only_post=True),
    "dossiers:history-withdraw": row(ADMINISTRATOR, nobodys(NOTHING)),
    "dossiers:history-errors": row(ADMINISTRATOR, nobodys(NOTHING)),
    "dossiers:past": row(STAFF, nobodys(NOTHING)),
    # Sign-in, one's own account
    "account_login": row(ok={200, 302}),
    "account_signup": row(ok={200, 302}),
    "account_logout": row(ok={200, 302}),
    "account_inactive": row(),
    "account_email_verification_sent": row(),
    "account_confirm_email": row(tries=of("no-such-key"), ok={200, 404}),
    "account_reset_password": row(),
    "account_reset_password_done": row(),
    "account_reset_password_from_key_done": row(),
    "account_reset_password_from_key": row(tries=of("1", "no-such-key"), ok={200, 302}),
    "account_change_password": row(SIGNED, ok={200, 302}),
    "account_own": row(SIGNED),
    "account_email": row(SIGNED, ok={200, 302}),
    "account_end_sessions": row(SIGNED, only_post=True),
    "account_unlink": row(SIGNED, owned("link"), only_post=True),
    "account_begin": row(SIGNED, ok=MOVED),
    # People and units
    **{
        f"identity:{page}": row(ADMINISTRATOR)
        for page in ("tree", "open_agency", "open_unit", "positions", "new_position", "people", "add_person",
                     "bring", "template", "take")
    },
    "identity:change_agency": row(ADMINISTRATOR, kept("agency")),
    **{
        f"identity:{page}": row(ADMINISTRATOR, kept("unit"))
        for page in ("unit", "change_unit", "move_unit", "close_unit")
    },
    "identity:position": row(ADMINISTRATOR, kept("position")),
    **{
        f"identity:{page}": row(ADMINISTRATOR, kept("user"))
        for page in ("person", "change_person", "hold", "leave", "issue_password")
    },
    "identity:come_back": row(ADMINISTRATOR, kept("user"), only_post=True),
    "identity:end_sessions": row(ADMINISTRATOR, kept("user"), only_post=True),
    "identity:end_holding": row(ADMINISTRATOR, kept("holding")),
    "identity:name_stand_in": row(ADMINISTRATOR, kept("holding")),
    "identity:end_stand_in": row(ADMINISTRATOR, kept("stand-in")),
    "identity:close_agency": row(ADMINISTRATOR, kept("agency")),
    "identity:merge_agencies": row(ADMINISTRATOR, kept("agency")),
    # Plans: the office steers them
    "plans:list": row(STAFF),
    "plans:bring": row(("office",)),
    "plans:import-row": row(("office",), nobodys(uuid7(), uuid7())),
    **{
        f"plans:{page}": row(("office",), nobodys(uuid7()))
        for page in ("import", "import-accept", "import-compare", "import-abandon")
    },
    **{f"plans:{page}": row(STAFF, nobodys("khong-co")) for page in ("plan", "document", "tasks")},
    "plans:plan-act": row(STAFF, nobodys("khong-co", "cong-khai")),
    "plans:carry": row(STAFF, nobodys("khong-co", uuid7())),
    "plans:target": row(STAFF, nobodys("khong-co", "t01")),
    "plans:target-act": row(STAFF, nobodys("khong-co", "t01")),
    "plans:target-measure": row(STAFF, nobodys("khong-co", "t01")),
    "plans:figure-rows": row(STAFF, nobodys("khong-co", "t01")),
    "plans:figure-file": row(STAFF, nobodys("khong-co", "t01", "csv")),
    "plans:task": row(STAFF, nobodys("khong-co", "i-01")),
    "plans:task-act": row(STAFF, nobodys("khong-co", "i-01", "phan-cong")),
    "plans:evidence": row(STAFF, nobodys("khong-co", "i-01", uuid7())),
    "plans:remove-evidence": row(STAFF, nobodys("khong-co", "i-01", uuid7())),
    # Values that people declare, the screens of leaders, heads and the office
    "indicators:declarations": row(STAFF),
    **{f"indicators:{page}": row(("office",)) for page in ("ask", "asking")},
    "indicators:asking-rule": row(("office",), of("satisfied-procedures")),
    **{
        f"indicators:{page}": row(STAFF, nobodys(uuid7()))
        for page in (
            "declaration", "declare", "approve", "return", "replace", "take-back", "hand-on", "withdraw",
        )
    },
    "indicators:declaration-file": row(STAFF, nobodys(uuid7(), uuid7())),
    "plans:screens": row(("head", "office"), ok=MOVED),
    **{f"plans:screen-{page}": row(("office",)) for page in ("leaders", "leaders-pdf", "office", "office-pdf")},
    **{f"plans:screen-{page}": row(("head", "office")) for page in ("unit", "unit-pdf")},
    "plans:screen-dossiers": row(("head", "office"), ok={200, 404}),
    "plans:public-list": row(),
    "plans:public-figures": row(tries=nobodys("khong-co", "csv"), nobody=NOT_FOUND),
    "plans:public": row(tries=nobodys("khong-co"), nobody=NOT_FOUND),
    # The catalogue
    "procedures:list": row(ADMINISTRATOR),
    "procedures:import": row(ADMINISTRATOR),
    "procedures:publish-many": row(ADMINISTRATOR),
    "procedures:export": row(ADMINISTRATOR, of("json")),
    "procedures:procedure": row(ADMINISTRATOR, kept("procedure"), {200, 302}),
    "procedures:filing": row(ADMINISTRATOR, kept("procedure")),
    "procedures:version": row(ADMINISTRATOR, kept("version")),
    "procedures:compare": row(ADMINISTRATOR, compared),
    "procedures:publish": row(ADMINISTRATOR, kept("draft version")),
    "procedures:withdraw": row(ADMINISTRATOR, kept("version")),
    "procedures:recall": row(ADMINISTRATOR, kept("version")),
    "procedures:discard": row(ADMINISTRATOR, kept("draft version")),
    # What everybody has
    "favicon": row(ok={301, 302}),
    "forms:wards": row(tries=of("52")),
    "notices:list": row(SIGNED),
    "notices:letters": row(STAFF),
    "notices:stop": row(nobody=NOT_FOUND, tries=nobodys("1.due:khong-ky")),
    "notices:read-all": row(SIGNED, only_post=True),
    "notices:open": row(SIGNED, owned("notice"), only_post=True),
}  # fmt: skip


def patterns(resolver: Any, before: str = "") -> Iterator[str]:
    """The full name of every URL under `resolver`; the pattern itself where it has none."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{before}{entry.namespace}:" if entry.namespace else before)
        else:
            yield f"{before}{entry.name or entry.pattern}"


def test_every_url_has_a_row_and_each_row_a_url():
    named = list(patterns(get_resolver()))
    assert sorted(named) == sorted(set(named))
    assert set(named) == set(TABLE)


# The world is built once for this module, in a transaction of its own; what a request changes is undone at once.


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        yield build()
        transaction.set_rollback(True)
    generations.forget_all()


@dataclass
class Visitor:
    """One role at a browser. Each request is undone, so that every URL finds the same world."""

    world: World
    role: str

    def __post_init__(self) -> None:
        self.hidden = [
            words
            for key, dossier in self.world.dossiers.items()
            if self.role not in self.world.seen[key]
            for words in (dossier.applicant_name, f"Cơ sở của {dossier.applicant_name}")
        ]
        self.hidden += [draft.person["name"] for owner, draft in self.world.drafts.items() if owner != self.role]
        self.client = Client(raise_request_exception=False)
        user = self.world.people[self.role]
        if user is not None:
            with time_machine.travel(NOW, tick=False):
                self.client.force_login(User.objects.get(pk=user.pk))
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def send(self, method: str, url: str) -> Any:
        """What a request answers; the world is as before afterwards."""
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        with time_machine.travel(NOW, tick=False), transaction.atomic():
            answer = getattr(self.client, method)(url)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        if method == "post" and answer.status_code in (302, 303):
            generations.forget_all()  # what was kept of a change that is undone
        return answer

    def shown_of_others(self, answer: Any) -> list[str]:
        """What a page says of somebody whose dossier or draft this role may not see."""
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []
        text = answer.content.decode()
        return [words for words in self.hidden if words in text]


def addresses(world: World, role: str) -> Iterator[tuple[str, Row, Try, str]]:
    """Every address to be tried; one of each URL where the door does not open at all."""
    for name, told in TABLE.items():
        tries = list(told.tries(world))
        for one in tries if role in told.opens_to else tries[:1]:
            yield name, told, one, reverse(name, args=one.args)


def agree(wrong: list[Any]) -> None:
    if wrong:
        pytest.fail("\n".join(map(str, wrong)), pytrace=False)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_what_is_its_own_and_nothing_else(world, role):
    visitor, wrong = Visitor(world, role), []
    for name, told, one, url in addresses(world, role):
        answer = visitor.send("get", url)
        if answer.status_code not in told.expected(role, one):
            wrong.append((name, url, answer.status_code, sorted(told.expected(role, one))))
        if shown := visitor.shown_of_others(answer):
            wrong.append((name, url, "shows", shown))
        location = answer.headers.get("Location", "")
        if role == "nobody" and answer.status_code == SIGN_IN and not told.ok >= MOVED:
            assert location.startswith("/dang-nhap"), url
    agree(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_nothing_by_a_url_that_is_not_for_it(world, role):
    visitor, wrong = Visitor(world, role), []
    for name, told, one, url in addresses(world, role):
        answer = visitor.send("post", url)
        shut = role not in told.opens_to or (one.whose is not None and role not in one.whose)
        if answer.status_code >= 500:
            wrong.append((name, url, answer.status_code))
        if shut and answer.status_code < 400 and not _leads_away(answer):
            wrong.append((name, url, answer.status_code, answer.headers.get("Location", "")))
        if shown := visitor.shown_of_others(answer):
            wrong.append((name, url, "shows", shown))
    agree(wrong)


def _leads_away(answer: Any) -> bool:
    """A redirect to sign-in, to the office's own page of a dossier, to the first page of filing: no act.

    Taking a file off that is not there (any more) leads back to the papers, to none of them.
    """
    away = r"/dang-nhap|/viec/ho-so/[^/]+$|/nop-ho-so/[^/]+$|/nop-ho-so/[^/]+/[^/]+/giay-to#giay-$"
    return bool(re.match(away, answer.headers.get("Location", "")))


@pytest.mark.parametrize("role", ROLES)
def test_addresses_that_nobody_gave_out_lead_nowhere(world, role):
    """A draft that does not exist is begun by nobody who just guesses an address; keys of others open nothing."""
    visitor = Visitor(world, role)
    code = world.here.version.procedure.code
    for page in ("nguoi-nop", "co-so", "giay-to", "kiem-tra"):
        answer = visitor.send("get", f"/nop-ho-so/{code}/{uuid7()}/{page}")
        assert answer.status_code in (302, 403, 404)
    for name in ("waiting", "held"):
        dossier = world.dossiers[name]
        for number in (str(dossier.pk), f"{dossier}9", f"{dossier}%00", "x" * 300):
            for path in (f"/ho-so/{number}", f"/viec/ho-so/{number}"):
                answer = visitor.send("get", path)
                assert answer.status_code in (302, 400, 403, 404), path
