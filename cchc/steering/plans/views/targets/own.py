"""What the program counts beside a plan, as far as the plan has no target of that name."""

from django.utils.translation import gettext as _

from cchc.steering.indicators import rules
from cchc.steering.plans.models import Plan, Target
from cchc.steering.plans.views.targets import words

OURS = ("on-time",)  # reports of NĐ 09/2019 want it


def own_target(plan: Plan, key: str) -> Target:
    """What the program counts beside a plan, as a target that stands in none. It is never saved."""
    definition = rules.definitions()[key]
    return Target(
        plan=plan, code=definition.code, name=definition.name.said(words.language()), definition=key,
        part=_("Chương trình tính thêm"), position=10_000,
    )  # fmt: skip
