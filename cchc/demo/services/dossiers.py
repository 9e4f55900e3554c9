"""Four hundred dossiers from 2021 to today, made as an office would: by calling the services with past times."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from cchc.demo.services import filling, history
from cchc.demo.services.organisation import CENTRE, Organisation
from cchc.foundation.identity.models import Applicant, Unit, User
from cchc.foundation.worktime.querysets import calendar_of
from cchc.foundation.worktime.rules import ZONE, Calendar, add_working_time
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import rules, services
from cchc.onestop.dossiers.choices import Behalf, Channel, Delivery, Proof, ResultKind, State, Verdict
from cchc.onestop.dossiers.models import Dossier, Paper
from cchc.onestop.dossiers.querysets import counter
from cchc.onestop.dossiers.services import moving
from cchc.onestop.procedures.querysets import in_force
from cchc.onestop.procedures.rules import Snapshot, Step

HOUR = timedelta(hours=1)

# What becomes of a dossier, and in how many of a hundred.
_FATES = (
    ("on_time", 56), ("late", 11), ("more", 12), ("refused", 4), ("withdrawn", 3), ("stopped", 3), ("declined", 5),
    ("uncollected", 6),
)  # fmt: skip


@dataclass
class Cast:
    """Who acts in the demonstration, read with their grants as a request reads them."""

    organisation: Organisation
    people: dict[int, User]
    accounts: dict[str, User]
    others: list[User]  # accounts of applicants that nobody signs in to
    applicants: list[Applicant]
    rng: Random
    now: datetime
    calendar: Calendar

    def of(self, unit_id: int, right: str) -> User:
        """Someone who has `right` in a unit."""
        able = [
            user
            for user in self.people.values()
            if any(g.unit_id == unit_id and right in g.rights and g.ends_on is None for g in user.grants)
        ]
        known = [user for user in able if user in self.organisation.named.values()]
        return self.rng.choice(known if known and self.rng.random() < 0.4 else able)

    def later(self, at: datetime, days: float) -> datetime:
        """So many working days later, by the office's calendar."""
        return add_working_time(at, timedelta(hours=8 * days), self.calendar)


def run(cast: Cast, count: int) -> int:
    """Let `count` dossiers run their way, more of them lately; those of the last weeks are still in hand."""
    made = 0
    agency_id = cast.organisation.department.pk
    for at in sorted(_moments(cast, count)):
        offered = [p for p in in_force(agency_id, at.astimezone(ZONE).date()) if rules.working_steps(p)]
        if not offered:
            continue
        process = cast.rng.choices(offered, [4 if p.form else 1 for p in offered])[0]
        _Story(cast, process).live(at)
        made += 1
    return made


def _moments(cast: Cast, count: int) -> list[datetime]:
    """When dossiers come in: on working days, in office hours; a third of them in the last twelve days."""
    found: list[datetime] = []
    today = cast.now.astimezone(ZONE).date()
    while len(found) < count:
        first = today - timedelta(days=12) if len(found) < count * 7 // 20 else date(2021, 1, 4)
        day = first + timedelta(days=cast.rng.randint(0, max(1, (today - first).days)))
        if cast.calendar.is_working_day(day):
            hour = cast.rng.choice((8, 8, 9, 9, 10, 10, 13, 14, 14, 15))
            at = datetime.combine(day, time(hour, cast.rng.randint(0, 59)), ZONE)
            if at < cast.now - HOUR:
                found.append(at)
    return found


class _Story:
    """What happens to one dossier, until it ends or today is reached."""

    def __init__(self, cast: Cast, process: Snapshot) -> None:
        self.cast, self.process, self.rng = cast, process, cast.rng
        self.fate = self.rng.choices([name for name, _ in _FATES], [share for _, share in _FATES])[0]
        self.dossier: Dossier | None = None

    def live(self, at: datetime) -> None:
        """Come in, and go on while there is time."""
        online = self.process.form is not None and self.process.filed_online == "here" and self._likes_online(at)
        at = self._filed_online(at) if online else self._taken_in(at)
        dossier = self.dossier
        if dossier is None or dossier.accepted_at is None or at > self.cast.now:
            return
        while at < self.cast.now and self.dossier and self.dossier.state in (State.ACCEPTED, State.PROCESSING):
            at = self._step(at)
        if self.dossier and self.dossier.state == State.DONE and self.fate != "uncollected":
            self._collected(self.cast.later(at, self.rng.choice((0.2, 1, 3, 8))))

    # Coming in

    def _likes_online(self, at: datetime) -> bool:
        """More of them year by year, as in the former system: of all dossiers about half of this."""
        year = min(at.year, history.LAST_KNOWN)
        return self.rng.random() < 1.6 * history.ONLINE[year] / 100

    def _place(self, at: datetime) -> Unit:
        units = self.cast.organisation.units
        new = at.astimezone(ZONE).date() >= CENTRE and self.rng.random() < 0.4
        return counter((units["QUAY"] if new else units["MC"]).pk)

    def _taken_in(self, at: datetime) -> datetime:
        place, applicant = self._place(at), self.rng.choice(self._possible())
        officer = self.cast.of(place.pk, "receive")
        scanned = self.rng.random() < 0.5
        papers = [
            services.PaperIn(
                key=asked.key, handed_in=asked.required or self.rng.random() < 0.5, on_paper=not scanned,
                files=[self._file(asked.name, officer, at)] if scanned and asked.required else (),
            )
            for asked in self.process.papers
        ]  # fmt: skip
        self.dossier = services.intake(
            dossier_id=uuid7(),
            counter_id=place.pk,
            rules_id=self.process.id,
            channel=Channel.POST if self.rng.random() < 0.12 else Channel.COUNTER,
            papers=papers,
            by=officer,
            at=at,
            person=services.Person(
                id=applicant.pk,
                kind=applicant.kind,
                name=applicant.name,
                number=applicant.number,
                address=applicant.address,
                phone=applicant.phone,
                email=applicant.email,
            ),
            delivery=self.rng.choice((Delivery.COUNTER, Delivery.COUNTER, Delivery.POST)),
            fee_due=self._fee({}),
            is_demo=True,
        )
        self._pay(officer, at)
        return self.cast.later(at, 0.2)

    def _filed_online(self, at: datetime) -> datetime:
        kind = self.rng.choice(self.process.applicant_kinds or ("citizen", "organisation"))
        account = self.cast.accounts[kind] if self.rng.random() < 0.2 else self.rng.choice(self.cast.others)
        person = {
            "kind": kind,
            "name": account.full_name,
            "number": "",
            "address": "05 Hùng Vương, phường An Khê, tỉnh Gia Lai",
            "phone": account.phone,
            "email": account.email,
            "delivery": Delivery.ONLINE,
        }
        draft = services.begin(
            rules_id=self.process.id,
            by=account,
            secret="",
            behalf=Behalf.SELF,
            eligibility={},
            person=person,
            at=at,
        )
        form = self.process.drawn
        if form is not None:
            given = filling.answers(form, self.rng, at.astimezone(ZONE).date())
            services.save_answers(
                draft_id=draft.pk, step=form.steps[0].key, answers=given, seen=None, by=account, secret="", at=at
            )  # fmt: skip
        for asked in self.process.papers:
            if asked.required:
                services.add_file(
                    draft_id=draft.pk,
                    key=asked.key,
                    file=self._file(asked.name, account, at),
                    by=account,
                    secret="",
                    at=at,
                )
        self.dossier, _code = services.submit(draft_id=draft.pk, by=account, secret="", at=at, is_demo=True)
        answered = self.cast.later(at, self.rng.choice((0.1, 0.3, 0.6, 0.9)))
        if answered > self.cast.now:
            return answered
        return self._answered(answered)

    def _answered(self, at: datetime) -> datetime:
        dossier = self._now()
        officer = self.cast.of(dossier.counter_id, "receive")
        if self.fate == "refused":
            self.dossier = services.refuse(
                dossier_id=dossier.pk, version=dossier.version, by=officer, at=at,
                reason="Không thuộc thẩm quyền giải quyết của Sở Khoa học và Công nghệ.",
            )  # fmt: skip
            return at
        self.dossier = services.accept(dossier_id=dossier.pk, version=dossier.version, by=officer, at=at)
        self._pay(officer, at)
        return self.cast.later(at, 0.2)

    # Inside the office

    def _step(self, at: datetime) -> datetime:
        """One step: taken, then judged, sent on, stopped or finished."""
        dossier = self._now()
        step = rules.step_of(self.process, dossier.step)
        if step is None:
            return self.cast.now
        run = moving.open_step(dossier)
        at = max(at, run.handed_over_at)
        person = self.cast.people[run.assignee_id] if run.assignee_id else self.cast.of(run.unit_id, step.right)
        if run.assignee_id is None or dossier.state == State.ACCEPTED:
            if at > self.cast.now or (self._is_recent(at) and self.rng.random() < 0.2):
                return self.cast.now
            dossier = services.take(dossier_id=dossier.pk, version=dossier.version, by=person, at=at)
        slow = self.fate == "late" and step.right == "process"
        if slow and at > self.cast.now - timedelta(days=45):
            self.dossier = dossier
            return self.cast.now  # it lies there still
        pace = self.rng.uniform(1.6, 2.6) if slow else self.rng.uniform(0.25, 0.95)
        done = self.cast.later(at, float(step.days) * pace + 2 * slow)
        if done > self.cast.now:
            self.dossier = dossier
            return done
        return self._ended_early(dossier, step, person, done) or self._moved(dossier, step, person, done)

    def _ended_early(self, dossier: Dossier, step: Step, person: User, at: datetime) -> datetime | None:
        if step.right != "process":
            return None
        if self.fate == "more" and not dossier.supplements.exists():
            return self._asked_more(dossier, person, at)
        if self.fate == "stopped":
            self.dossier = services.stop(
                dossier_id=dossier.pk, version=dossier.version, by=person, at=at,
                reason="Quá thời hạn, người nộp không bổ sung theo yêu cầu.",
            )  # fmt: skip
            return at
        if self.fate == "withdrawn":
            wanted = services.ask_withdrawal(
                dossier_id=dossier.pk,
                version=dossier.version,
                reason="Cơ sở thay đổi kế hoạch đầu tư.",
                by=None,
                at=at,
                allowed=True,
            )
            self.dossier = services.withdraw(
                dossier_id=dossier.pk, version=wanted.version, by=person, at=at + HOUR
            )
            return at
        return None

    def _asked_more(self, dossier: Dossier, person: User, at: datetime) -> datetime:
        lacking = Paper.objects.filter(dossier=dossier).order_by("position")[:2]
        items = []
        for paper in lacking:
            words = "Bản nộp thiếu chữ ký của người đại diện, nộp lại bản đầy đủ."
            services.judge(paper_id=paper.pk, verdict=Verdict.NOT_GOOD, words=words, by=person, at=at)
            items.append(services.Item(key=paper.key, name=paper.name, words=words))
        services.ask_more(
            dossier_id=dossier.pk, version=dossier.version, items=items, message="", by=person, at=at
        )
        self.dossier = Dossier.objects.get(pk=dossier.pk)
        supplied = self.cast.later(at, self.rng.uniform(1, 8))
        if supplied > self.cast.now:
            return supplied
        officer = self.cast.of(dossier.counter_id, "receive")
        brought = [item.key for item in items]
        self.dossier = services.supply(
            dossier_id=dossier.pk, version=self.dossier.version, files={}, answers={}, brought=brought, by=officer,
            at=supplied,
        )  # fmt: skip
        return supplied

    def _moved(self, dossier: Dossier, step: Step, person: User, at: datetime) -> datetime:
        lawful = rules.options(self.process, step.key)
        ahead = next((option for option in lawful if option.act == "forward" and option.step), None)
        if ahead is not None and ahead.step is not None:
            unit_id = ahead.step.unit_id or dossier.counter_id
            known = self.rng.random() < 0.85
            receiver = self.cast.of(unit_id, ahead.step.right) if known else None
            self.dossier = services.forward(
                dossier_id=dossier.pk, version=dossier.version, to_step=ahead.step.key, by=person, at=at,
                assignee_id=receiver.pk if receiver else None, note="Đã kiểm tra, đủ điều kiện." if known else "",
            )  # fmt: skip
            return at
        granted = self.fate != "declined"
        signer = self.cast.organisation.named["director"]
        result = services.ResultIn(
            kind=ResultKind.GRANTED if granted else ResultKind.DECLINED,
            content="Giải quyết theo đề nghị."
            if granted
            else "Không đủ điều kiện theo quy định; lý do nêu trong văn bản.",
            signer=signer.full_name,
            signed_on=at.astimezone(ZONE).date(),
            number=f"{self.rng.randint(1, 400)}/GP-SKHCN",
            file=self._file("Kết quả giải quyết", person, at),
        )
        self.dossier = services.finish(
            dossier_id=dossier.pk, version=dossier.version, result=result, by=person, at=at
        )
        return at

    def _collected(self, at: datetime) -> None:
        if at > self.cast.now:
            return
        dossier = self._now()
        by_post = dossier.delivery == Delivery.POST
        self.dossier = services.hand_over(
            dossier_id=dossier.pk,
            version=dossier.version,
            by=self.cast.of(dossier.counter_id, "hand_over"),
            at=at,
            proof=Proof.POSTAL if by_post else Proof.IDENTITY,
            collected_by=dossier.applicant_name,
            paper_seen="" if by_post else "Căn cước",
            postal_number=f"EG{self.rng.randint(10**8, 10**9)}VN" if by_post else "",
        )

    # What the acts need

    def _now(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier  # as the last act left it

    def _is_recent(self, at: datetime) -> bool:
        return at > self.cast.now - timedelta(days=6)

    def _possible(self) -> list[Applicant]:
        kinds = self.process.applicant_kinds
        return [one for one in self.cast.applicants if not kinds or one.kind in kinds] or self.cast.applicants

    def _file(self, title: str, by: User, at: datetime):  # type: ignore[no-untyped-def]  # a stored file
        return filling.paper(title=title, agency=self.cast.organisation.department, by=by, at=at)

    def _fee(self, answers: dict[str, object]) -> Decimal | None:
        try:
            return self.process.fee_due(Channel.COUNTER, answers)
        except (LookupError, ValueError):
            return None

    def _pay(self, officer: User, at: datetime) -> None:
        dossier = self._now()
        if dossier.fee_due and dossier.fee_due > 0 and self.rng.random() < 0.9:
            services.take_fee(
                dossier_id=dossier.pk, amount=dossier.fee_due, receipt_number=f"{self.rng.randint(1, 99999):05}",
                by=officer, at=at,
            )  # fmt: skip


def cast_of(
    organisation: Organisation,
    accounts: dict[str, User],
    others: list[User],
    applicants: list[Applicant],
    rng: Random,
    now: datetime,
) -> Cast:
    """The people of the demonstration with their grants, ready to act."""
    known = {user.pk for people in organisation.people.values() for user in people}
    people = {pk: user for pk in known if (user := User.objects.signed_in(pk)) is not None}
    calendar = calendar_of(organisation.department.pk)
    return Cast(organisation, people, accounts, others, applicants, rng, now, calendar)
