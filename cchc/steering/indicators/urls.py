"""Pages of declared values. They hang before those of plans: no plan is called "tu-khai"."""

from django.urls import path

from cchc.steering.indicators.views import acts, asking, changing, declared

app_name = "indicators"
urlpatterns = [
    path("ke-hoach/tu-khai", declared.declarations, name="declarations"),
    path("ke-hoach/tu-khai/yeu-cau", asking.ask, name="ask"),
    path("ke-hoach/tu-khai/lich", asking.asking, name="asking"),
    path("ke-hoach/tu-khai/lich/<slug:key>", asking.rule, name="asking-rule"),
    path("ke-hoach/tu-khai/<uuid:pk>", declared.declaration, name="declaration"),
    path("ke-hoach/tu-khai/<uuid:pk>/tep/<uuid:file_pk>", declared.file, name="declaration-file"),
    path("ke-hoach/tu-khai/<uuid:pk>/khai", acts.value_act(acts.Declare), name="declare"),
    path("ke-hoach/tu-khai/<uuid:pk>/duyet", acts.value_act(acts.Approve), name="approve"),
    path("ke-hoach/tu-khai/<uuid:pk>/tra-lai", acts.value_act(acts.SendBack), name="return"),
    path("ke-hoach/tu-khai/<uuid:pk>/thay", acts.value_act(acts.Replace), name="replace"),
    path("ke-hoach/tu-khai/<uuid:pk>/rut-lai", acts.value_act(changing.TakeBack), name="take-back"),
    path("ke-hoach/tu-khai/<uuid:pk>/giao", acts.value_act(changing.HandOn), name="hand-on"),
    path("ke-hoach/tu-khai/<uuid:pk>/rut", acts.value_act(changing.Withdraw), name="withdraw"),
]
