"""What can be destroyed of a plan's history: the texts, never the fact that something was changed."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from handslag.plans.consultation import actions
from handslag.plans.consultation.actions import RECORD
from handslag.plans.followup import rounds
from handslag.plans.models import Consultation, FollowUpRequest, FollowUpRound, Plan
from handslag.plans.models.parts import PlanPart
from handslag.trust.changes import WITHDRAWN, row_of
from handslag.trust.models import Change, Versioned
from handslag.trust.retention import RecordType, register
from handslag.trust.texts import empty, text_fields

AT_ONCE = 500
_EMPTIED = "(gallrat)"
"""Stands where a row must have a text."""


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
            if change.after.get(WITHDRAWN[0]) and _still_rules(change):
                _empty_withdrawn(row_of(change.target_kind, change.target_id))
            empty(change, today=today)
        Change.objects.bulk_update(some, ["before", "after", "title", "reason", "emptied_on"])
    return len(keys)


def _still_rules(change: Change) -> bool:
    """Whether it is by this change that the row is away: nobody has since taken it back, or away anew."""
    about = Change.objects.filter(target_kind=change.target_kind, target_id=change.target_id)
    return about.filter(after__has_key=WITHDRAWN[0]).latest("version") == change


def _empty_withdrawn(row: Versioned) -> None:
    """Take the texts out of what was taken away, and of what stands on it."""
    _empty_row(row)
    for link in row._meta.related_objects:
        if link.one_to_many and issubclass(link.related_model, PlanPart):
            for part in link.related_model.everything.filter(**{link.field.name: row}):
                if part.page == row:  # and not another page's word about this one
                    _empty_row(part)


def _empty_row(row: Versioned) -> None:
    texts = [row._meta.get_field(name) for name in text_fields(row.KIND)]
    values = {field.name: _EMPTIED if not field.blank else field.get_default() for field in texts}
    type(row).everything.filter(pk=row.pk).update(**values)


register(
    RecordType(
        key="change",
        title="Äldre lydelser i historiken",
        what=(
            "Texterna i ändringar som är äldre än så töms: vad som stod förut, vad det blev, och skälet. Att något "
            "ändrades, när och i vilken roll står kvar, och det som gäller nu rörs inte. Ändringen går sedan inte att ångra. "
            "Det som togs bort för längre sedan än så töms också. Frysta versioner av en plan är dess beslutade lydelser och gallras inte."
        ),
        due=due,
        destroy=destroy,
    )
)


def rounds_due(county_id: int | None, before: datetime.datetime) -> QuerySet[FollowUpRound]:
    """Return a county's rounds that were over before a moment and still hold addresses or links.

    Over: closed; never closed, but its last day and the days that links hold after it have passed; or its plan withdrawn.
    """
    day = timezone.localtime(before).date()
    closed = Q(state="closed", closed_on__lt=day)
    left = ~Q(state="closed") & Q(due_on__lt=day - rounds.GRACE)
    over = closed | left | Q(plan__withdrawn_on__lt=day)
    # One that was forgotten while open can have got new recipients since.
    holds = Exists(FollowUpRequest.objects.filter(round=OuterRef("pk")).exclude(email="")) | ~Q(reply_to="")
    found = FollowUpRound.objects.filter(over, plan__county_id=county_id)
    return found.filter(Q(forgotten_on__isnull=True) | holds)


def consultations_due(county_id: int | None, before: datetime.datetime) -> QuerySet[Consultation]:
    """Return a county's consultations that ended before a moment and still hold addresses or links.

    One that nobody closed ended with its last day, sent or not; any with its plan, where that is withdrawn.
    """
    day = timezone.localtime(before).date()
    ended = Q(closed_on__lt=day) | Q(closed_on=None, due_on__lt=day) | Q(plan__withdrawn_on__lt=day)
    return Consultation.objects.filter(ended, plan__county_id=county_id, forgotten_on=None)


register(
    RecordType(
        key="follow_up_address",
        title="Adresser i uppföljningar",
        what=(
            "De e-postadresser som en uppföljning skickades till, och länkarna i breven, tas bort när uppföljningen har "
            "varit stängd så länge; med 0 månader i samma stund som den stängs. För en uppföljning som inte stängs räknas "
            "tiden från två veckor efter sista dagen att svara, och för en plan som är borttagen från att den togs bort. Funktionerna som svarade, svaren och "
            "hur många som tillfrågades står kvar."
        ),
        due=rounds_due,
        destroy=rounds.forget,
        at_close=True,
    )
)
register(
    RecordType(
        key=RECORD,
        title="Adresser i remisser",
        what=(
            "De e-postadresser som en remiss skickades till, och länkarna i breven, tas bort när remissen har varit "
            "stängd så länge; med 0 månader i samma stund som den stängs. En remiss som ingen stänger räknas från sin "
            "sista dag, och en vars plan tas bort senast från den dagen. Vilka som tillfrågades, synpunkterna och svaren "
            "på dem står kvar."
        ),
        due=consultations_due,
        destroy=actions.forget,
        at_close=True,
    )
)
