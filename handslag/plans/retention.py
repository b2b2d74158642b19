"""What can be destroyed of a plan's history: the texts, never the fact that something was changed."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from handslag.plans.models import Plan
from handslag.trust.models import Change
from handslag.trust.retention import RecordType, register
from handslag.trust.texts import empty

AT_ONCE = 500


def due(county_id: int | None, before: datetime.datetime) -> QuerySet[Change]:
    """Return the changes in a county's plans from before a moment whose texts are still there."""
    plans = Plan.everything.filter(county_id=county_id)
    return Change.objects.filter(scope__in=plans.values("uuid"), at__lt=before, emptied_on__isnull=True)


def destroy(found: QuerySet[Change]) -> int:
    """Empty the texts of changes; return how many changes. The rows stay."""
    keys, today = list(found.values_list("pk", flat=True)), timezone.localdate()
    for start in range(0, len(keys), AT_ONCE):
        some = list(Change.objects.filter(pk__in=keys[start : start + AT_ONCE]))
        for change in some:
            empty(change, today=today)
        Change.objects.bulk_update(some, ["before", "after", "title", "reason", "emptied_on"])
    return len(keys)


register(
    RecordType(
        key="change",
        title="Äldre lydelser i historiken",
        what=(
            "Texterna i ändringar som är äldre än så töms: vad som stod förut, vad det blev, och skälet. Att något "
            "ändrades, när och i vilken roll står kvar, och det som gäller nu rörs inte. Ändringen går sedan inte att ångra."
        ),
        due=due,
        destroy=destroy,
    )
)
