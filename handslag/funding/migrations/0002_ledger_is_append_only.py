from django.db import migrations

from handslag.trust.append_only import protect, release

TABLES = {
    "funding_ledgerentry": "an entry of the ledger cannot be changed",
    "funding_allocationrun": "a run of an allocation cannot be changed",
}


def forwards(apps, editor):
    for table, message in TABLES.items():
        protect(editor.connection, table, message)


def backwards(apps, editor):
    for table in TABLES:
        release(editor.connection, table=table)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
