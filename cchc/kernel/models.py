"""The one table of the kernel: what processes may keep in memory, and until when."""

import uuid

from django.db import models


class Generation(models.Model):
    """The token of a kept thing (a calendar, the catalogue). Another token means: read it again."""

    name = models.CharField(max_length=40, primary_key=True)
    token = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = "generation"

    def __str__(self) -> str:
        return f"{self.name} {self.token}"
