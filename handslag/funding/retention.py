"""What of money can be destroyed by a rule: the files of extracts, which can be built anew.

Agreements, pots, decisions, awards and ledgers are the county's accounts and decisions. Accounts are kept seven years and
decisions are archived: no rule destroys them here, and the database refuses to change a ledger's entry. Older wordings of
rows that people change go by the rule for the history, as all others do; an entry's text holds no persons and stays with it.
"""

import datetime

from django.db.models import QuerySet

from handslag.funding.models import ExtractFile
from handslag.trust.retention import RecordType, register


def files_due(county_id: int | None, before: datetime.datetime) -> QuerySet[ExtractFile]:
    """Return a county's extracts that were asked for before a moment."""
    return ExtractFile.objects.filter(decision__pot__plan__county_id=county_id, asked_at__lt=before)


def destroy_files(files: QuerySet[ExtractFile]) -> int:
    """Take the files away; the decisions that they tell of stay."""
    return files.delete()[0]


def add_retention() -> None:
    register(
        RecordType(
            key="extract_file",
            title="Byggda protokollsutdrag",
            what=(
                "Filerna med protokollsutdrag, i Word och PDF, tas bort när de är äldre än så. Besluten står kvar och "
                "utdraget går att bygga igen. Överenskommelser, beslut, tilldelningar och bokförda poster gallras inte här."
            ),
            due=files_due,
            destroy=destroy_files,
        )
    )
