from django.db import migrations, models
from django.db.models import Q

from handslag.trust.append_only import protect, release

TABLE = "reports_editionstate"
MESSAGE = "what was done with an edition cannot be changed"


def let_go(apps, editor):
    release(editor.connection, table=TABLE)


def hold(apps, editor):
    protect(editor.connection, TABLE, MESSAGE)


class Migration(migrations.Migration):
    # SQLite makes the table anew for a column, and the triggers of the old one go with it.
    dependencies = [("reports", "0003_what_edited_texts_rest_on")]

    operations = [
        migrations.AddField("report", "year", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.RunPython(let_go, hold),
        migrations.AddField("editionstate", "on", models.DateField(blank=True, null=True)),
        migrations.AddField("editionstate", "receiver", models.CharField(blank=True, max_length=300, default="")),
        migrations.AddField("editionstate", "registry_number", models.CharField(blank=True, max_length=100, default="")),
        migrations.AlterField(
            "editionstate",
            "state",
            models.CharField(
                choices=[("published", "publicerad"), ("taken_back", "tillbakatagen"), ("sent", "skickad")],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            "editionstate",
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(on__isnull=False) & ~Q(receiver=""),
                name="edition_sent_says_when_and_to_whom",
            ),
        ),
        migrations.RunPython(hold, let_go),
    ]
