"""Addresses of the catalogue's pages for who keeps it."""

from django.urls import path

from cchc.onestop.procedures.views import acts, importing, publishing, reading

app_name = "procedures"
urlpatterns = [
    path("quan-tri/thu-tuc", reading.procedures, name="list"),
    path("quan-tri/thu-tuc/nhap", importing.bring, name="import"),
    path("quan-tri/thu-tuc/cong-bo", publishing.publish_many, name="publish-many"),
    path("quan-tri/thu-tuc/xuat/<str:kind>", reading.export, name="export"),
    path("quan-tri/thu-tuc/<int:pk>", reading.procedure, name="procedure"),
    path("quan-tri/thu-tuc/<int:pk>/noi-nop", acts.filing, name="filing"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>", reading.version, name="version"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>/so-sanh/<int:other>", reading.compare, name="compare"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>/cong-bo", acts.publish, name="publish"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>/bai-bo", acts.withdraw, name="withdraw"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>/thu-hoi", acts.recall, name="recall"),
    path("quan-tri/thu-tuc/phien-ban/<int:pk>/xoa", acts.discard, name="discard"),
]
