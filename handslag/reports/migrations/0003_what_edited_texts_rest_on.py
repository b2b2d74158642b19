from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_editions_are_append_only")]

    operations = [
        migrations.AddField(
            model_name="editedtext",
            name="audience",
            field=models.CharField(
                choices=[
                    ("public", "alla: bara det som är offentligt"),
                    ("lead", "de som leder planen: också det som inte är offentligt"),
                ],
                default="lead",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="editedtext",
            name="told",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
