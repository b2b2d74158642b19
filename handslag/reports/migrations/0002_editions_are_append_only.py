from django.db import migrations

from handslag.trust.append_only import protect, release

TABLES = {
    "reports_edition": "an edition cannot be changed",
    "reports_editionstate": "what was done with an edition cannot be changed",
}


def forwards(apps, editor):
    for table, message in TABLES.items():
        protect(editor.connection, table, message)


def backwards(apps, editor):
    for table in TABLES:
        release(editor.connection, table=table)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
