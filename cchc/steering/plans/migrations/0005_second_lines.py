"""A number that a plan gives to two rows: which row it is, is kept as a number; its words come with the page.

# loses: nothing. The column stays; what it said in Vietnamese words is a number beside it now.
"""

import re

from django.db import migrations, models

NTH = {"hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
SAID = re.compile(r"(?P<mark>.+) \(dòng thứ (?P<nth>[^)]+)\)")


def numbers(apps, schema_editor):
    """Take the words out of the numbers of tasks, and of the work that lies before people."""
    task = apps.get_model("plans", "Task")
    for row in task.objects.filter(mark__contains="(dòng thứ").only("mark", "nth"):
        said = SAID.fullmatch(row.mark)
        nth = nth_of(said["nth"]) if said else 0
        if nth:
            row.mark, row.nth = said["mark"], nth
            row.save(update_fields=["mark", "nth"])
    item = apps.get_model("work", "WorkItem")
    for row in item.objects.filter(label__contains="(dòng thứ").only("label"):
        said = SAID.fullmatch(row.label)
        nth = nth_of(said["nth"]) if said else 0
        if nth:
            row.label = f"{said['mark']} ({nth})"
            row.save(update_fields=["label"])


def nth_of(word):
    """The number that a word means; 0 where it is none."""
    return NTH.get(word) or (int(word) if word.isdecimal() else 0)


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_former_addresses"), ("work", "0002_given")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("task", "code", "mark"),
                migrations.AlterField(
                    "task", "mark", models.CharField(db_column="code", max_length=40, verbose_name="số")
                ),
            ]
        ),
        migrations.AddField(
            "task",
            "nth",
            models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="dòng thứ"),
        ),
        migrations.RunPython(numbers, migrations.RunPython.noop),
    ]
