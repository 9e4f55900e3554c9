"""Procedures in the situations that tests name."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from cchc.foundation.identity.choices import Right
from cchc.onestop.procedures import models, rules
from cchc.onestop.procedures.choices import State

NOON = datetime(2026, 11, 18, 5, tzinfo=UTC)
LAW = date(2021, 1, 1)


class FieldFactory(factory.django.DjangoModelFactory[models.Field]):
    class Meta:
        model = models.Field
        django_get_or_create = ["key"]

    key = "an-toan-buc-xa"
    name = "An toàn bức xạ và hạt nhân"


class ProcedureFactory(factory.django.DjangoModelFactory[models.Procedure]):
    class Meta:
        model = models.Procedure

    code = factory.Sequence(lambda n: f"1.{n:06}")


class VersionFactory(factory.django.DjangoModelFactory[models.Version]):
    """In force since 2021, with three steps: the counter, an office (`unit`), the counter again."""

    class Meta:
        model = models.Version
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=State.DRAFT, effective_from=None, published_at=None)

    procedure = factory.SubFactory(ProcedureFactory)
    field = factory.SubFactory(FieldFactory)
    number = 1
    state = State.PUBLISHED
    effective_from = LAW
    published_at = NOON
    changed_at = NOON
    name = "Khai báo thiết bị X-quang chẩn đoán trong y tế"
    applicant_kinds = ["citizen", "organisation"]
    content_hash = ""

    @factory.post_generation
    def limit(self, create, days=5, **_):
        if days is not False:
            models.TimeLimit.objects.create(version=self, order=1, amount=days or 5, unit="working_day")

    @factory.post_generation
    def fee(self, create, amount=None, **_):
        models.Fee.objects.create(version=self, order=1, name="Lệ phí", amount=amount)

    @factory.post_generation
    def paper(self, create, name=None, **_):
        models.PaperRequired.objects.create(version=self, order=1, key="phieu", name=name or "Phiếu khai báo")

    @factory.post_generation
    def unit(self, create, unit=None, **_):
        steps = [
            ("tiep-nhan", "Tiếp nhận hồ sơ", None, Right.RECEIVE, "0.5", [("forward", "tham-dinh")]),
            ("tham-dinh", "Thẩm định", unit, Right.PROCESS, "4", [("forward", "tra"), ("send_back", "tiep-nhan")]),
            ("tra", "Trả kết quả", None, Right.HAND_OVER, "0.5", [("finish", "")]),
        ]
        for order, (key, name, where, right, days, moves) in enumerate(steps, 1):
            models.Step.objects.create(
                version=self, order=order, key=key, name=name, unit=where, right=right, days=Decimal(days),
                unit_code=where.code if where else "",
                moves=[rules.to_json(rules.Move(act=act, to=to)) for act, to in moves],
            )  # fmt: skip
