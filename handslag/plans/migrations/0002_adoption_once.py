"""An organisation has adopted a plan once: of several that stand, the one written last stays."""

from django.db import migrations, models
from django.utils import timezone

REASON = "Ersatt av ett senare antagande av samma organisation"


def withdraw_earlier(apps, schema_editor):
    """Withdraw every standing adoption but the one written last of each plan and organisation. Nothing is deleted."""
    Adoption = apps.get_model("plans", "Adoption")
    standing = Adoption._base_manager.filter(withdrawn_on__isnull=True)
    latest = standing.order_by().values("plan", "organisation").annotate(last=models.Max("id")).values("last")
    earlier = standing.exclude(id__in=list(latest.values_list("last", flat=True)))
    earlier.update(
        withdrawn_on=timezone.localdate(), withdrawn_reason=REASON, version=models.F("version") + 1
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.RunPython(withdraw_earlier, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="adoption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("plan", "organisation"),
                name="adoption_once",
            ),
        ),
    ]
