from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "cchc.steering.plans"
    label = "plans"
    verbose_name = "kế hoạch cải cách hành chính"

    def ready(self) -> None:
        """Hang the plans into the bar of the staff, what is published into the public head and foot.

        Tell what a unit that is to be closed still has to do.
        """
        from cchc.foundation.identity.querysets import tells_open_work
        from cchc.kernel.access import anyone
        from cchc.steering.plans.permissions import heads_or_steers, reads_plans
        from cchc.steering.plans.services import told_of_closing
        from cchc.ui import menu

        tells_open_work(told_of_closing)
        menu.register("plans", _("Kế hoạch"), "plans:list", reads_plans, order=40)
        menu.register("screens", _("Màn hình"), "plans:screens", heads_or_steers, order=38)
        menu.register("plans", _("Kế hoạch cải cách hành chính"), "plans:public-list", anyone, place=menu.FOOT)
