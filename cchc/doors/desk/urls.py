"""Pages of the staff."""

from django.urls import path

from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.ui.views import gallery

app_name = "desk"
urlpatterns = [
    path("thu-vien-giao-dien", opens_to(is_staff)(gallery), name="gallery"),
]
