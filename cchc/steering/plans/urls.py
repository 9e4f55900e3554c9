"""Pages of plans: the review of what was read, the plan at work, what everybody sees."""

from django.urls import path

from cchc.steering.plans.views import import_rows, importing, plan, public, task, tasks
from cchc.steering.plans.views.acts import plan as plan_acts
from cchc.steering.plans.views.acts import proving
from cchc.steering.plans.views.acts import tasks as task_acts
from cchc.steering.plans.views.screens import views as screens
from cchc.steering.plans.views.targets import binding
from cchc.steering.plans.views.targets import rows as figure_rows
from cchc.steering.plans.views.targets import target as targets

app_name = "plans"
urlpatterns = [
    path("ke-hoach", plan.plans, name="list"),
    path("ke-hoach/nhap", importing.bring, name="bring"),
    path("ke-hoach/nhap/<uuid:pk>", importing.review, name="import"),
    path("ke-hoach/nhap/<uuid:pk>/dong/<uuid:row_pk>", import_rows.row, name="import-row"),
    path("ke-hoach/nhap/<uuid:pk>/chap-nhan", importing.accept, name="import-accept"),
    path("ke-hoach/nhap/<uuid:pk>/so-sanh", importing.compare, name="import-compare"),
    path("ke-hoach/nhap/<uuid:pk>/bo", importing.abandon, name="import-abandon"),
    path("ke-hoach/man-hinh", screens.screens, name="screens"),
    path("ke-hoach/man-hinh/lanh-dao", screens.leaders, name="screen-leaders"),
    path("ke-hoach/man-hinh/lanh-dao/pdf", screens.leaders, {"as_pdf": True}, name="screen-leaders-pdf"),
    path("ke-hoach/man-hinh/van-phong", screens.office, name="screen-office"),
    path("ke-hoach/man-hinh/van-phong/pdf", screens.office, {"as_pdf": True}, name="screen-office-pdf"),
    path("ke-hoach/man-hinh/don-vi", screens.unit, name="screen-unit"),
    path("ke-hoach/man-hinh/don-vi/pdf", screens.unit, {"as_pdf": True}, name="screen-unit-pdf"),
    path("ke-hoach/man-hinh/ho-so", screens.dossier_rows, name="screen-dossiers"),
    path("ke-hoach/<slug:slug>", plan.plan, name="plan"),
    path("ke-hoach/<slug:slug>/van-ban", plan.document, name="document"),
    path("ke-hoach/<slug:slug>/viec/<slug:act>", plan_acts.plan_act, name="plan-act"),
    path("ke-hoach/<slug:slug>/cam-ket/<uuid:pk>", plan_acts.carry, name="carry"),
    path("ke-hoach/<slug:slug>/chi-tieu/<slug:code>", targets.target, name="target"),
    path("ke-hoach/<slug:slug>/chi-tieu/<slug:code>/dong", figure_rows.rows, name="figure-rows"),
    path("ke-hoach/<slug:slug>/chi-tieu/<slug:code>/dong/tai/<slug:kind>", figure_rows.file, name="figure-file"),
    path("ke-hoach/<slug:slug>/chi-tieu/<slug:code>/cach-do", binding.measure, name="target-measure"),
    path("ke-hoach/<slug:slug>/chi-tieu/<slug:code>/sua", plan_acts.target_act, name="target-act"),
    path("ke-hoach/<slug:slug>/nhiem-vu", tasks.tasks, name="tasks"),
    path("ke-hoach/<slug:slug>/nhiem-vu/<slug:called>", task.task, name="task"),
    path("ke-hoach/<slug:slug>/nhiem-vu/<slug:called>/viec/<slug:act>", task_acts.task_act, name="task-act"),
    path("ke-hoach/<slug:slug>/nhiem-vu/<slug:called>/minh-chung/<uuid:pk>", task.evidence, name="evidence"),
    path(
        "ke-hoach/<slug:slug>/nhiem-vu/<slug:called>/minh-chung/<uuid:pk>/bo", proving.remove_evidence,
        name="remove-evidence",
    ),
    path("cong-khai/ke-hoach", public.plans, name="public-list"),
    path("cong-khai/ke-hoach/<slug:slug>", public.plan, name="public"),
    path("cong-khai/ke-hoach/<slug:slug>/so-lieu.<slug:kind>", public.figures, name="public-figures"),
]  # fmt: skip
