from django.db import migrations

from handslag.plans.followup.fixed import protect, release


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_follow_up")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection), lambda apps, editor: release(editor.connection)
        )
    ]
