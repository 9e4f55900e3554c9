"""Where one's notices are."""

from django.urls import path

from cchc.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao", views.notices, name="list"),
    path("thong-bao/da-doc", views.read_all, name="read-all"),
    path("tai-khoan/thu", views.letters, name="letters"),
    path("thong-bao/thoi-nhan/<str:token>", views.stop, name="stop"),
    path("thong-bao/<uuid:pk>", views.open_notice, name="open"),
]
