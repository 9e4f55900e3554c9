"""Where forms are asked for lists."""

from django.urls import path

from cchc.foundation.forms import views

app_name = "forms"
urlpatterns = [path("don-vi-hanh-chinh/<str:province>", views.wards, name="wards")]
