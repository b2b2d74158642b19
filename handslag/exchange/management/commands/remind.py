from django.core.management.base import BaseCommand
from django.utils import timezone

from handslag.accounts import letters
from handslag.plans.followup import rounds
from handslag.trust.changes import OPERATOR


class Command(BaseCommand):
    help = (
        "Skickar de påminnelser som uppföljningar ska skicka i dag, eller som blev över från en tidigare dag, och ser till att brev som väntar blir skickade. "
        "Körs en gång om dagen; körs det igen samma dag får ingen ett brev till."
    )

    def handle(self, *args, **options):
        count = 0
        for asked, since in rounds.reminders_due(day=timezone.localdate()):
            try:
                count += rounds.remind(asked, by=OPERATOR, unless_since=since)
            except rounds.NotNow:  # closed by somebody a moment ago
                continue
        letters.wake_if_needed()
        self.stdout.write(f"{count} påminnelser.")
