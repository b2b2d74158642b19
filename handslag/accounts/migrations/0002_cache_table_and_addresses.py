"""The table of the cache, which every worker shares; and addresses in lower case, as sign-in looks for them."""

from django.core.management import call_command
from django.db import migrations

TABLE = "handslag_cache"  # CACHES in the settings


def make_table(apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop_table(apps, editor):
    editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def lower(apps, editor):
    """Two logins that differ in case only are left: nobody can say which of them is the right one."""
    User = apps.get_model("accounts", "User")
    for user in User.objects.all():
        email = user.email.lower()
        if email != user.email and not User.objects.filter(email=email).exists():
            User.objects.filter(pk=user.pk).update(email=email)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(make_table, drop_table),
        migrations.RunPython(lower, migrations.RunPython.noop),
    ]
