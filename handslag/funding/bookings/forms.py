"""Forms of files from the accounts: which file, what its columns hold, why a booking is taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.funding.bookings import columns
from handslag.funding.bookings.columns import ROLES, Choices
from handslag.funding.words import ENTRY_KINDS
from handslag.indicators.importing.forms import TOO_LARGE
from handslag.indicators.importing.reading import MAX_BYTES
from handslag.opendata.tables import Table
from handslag.plans.forms.base import MESSAGES

EXAMPLES = 3


class BookingFileForm(forms.Form):
    """A file from the accounts."""

    file = forms.FileField(
        label=gettext_lazy("Fil från bokföringen"), allow_empty_file=True,
        help_text=gettext_lazy("CSV eller Excel (.xlsx), högst 5 MB och 20 000 rader. Ta först bort kolumner med namn på personer."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": gettext_lazy("Välj en fil.")},
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


class BookingColumnsForm(forms.Form):
    """What each column holds, and what the rows are."""

    def __init__(self, data: Any, *, table: Table, start: Choices) -> None:
        super().__init__(data)
        self.table = table
        for n, heading in enumerate(table.headings):
            self.fields[f"column_{n}"] = forms.ChoiceField(
                label=heading or _("Kolumn %(n)d, utan rubrik") % {"n": n + 1},
                choices=[(role, words[:1].upper() + words[1:]) for role, words in ROLES.items()],
                initial=start.roles[n], required=False, help_text=_seen(table, n), error_messages=MESSAGES,
            )  # fmt: skip
        self.fields["kind"] = forms.ChoiceField(
            label=_("Vad är raderna?"), initial=start.kind, error_messages=MESSAGES,
            choices=[(key, words[:1].upper() + words[1:]) for key, words in ENTRY_KINDS.items() if key != "in_kind"],
        )  # fmt: skip
        self.fields["is_cost_below"] = forms.BooleanField(
            label=_("Det som är använt står med minus i filen"), initial=start.is_cost_below, required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for told in columns.faults_of(self.choices, self.table.headings):
            self.add_error(None, told)
        return cleaned

    @property
    def choices(self) -> Choices:
        """How the file is read."""
        said = self.cleaned_data
        roles = tuple(said.get(f"column_{n}", "") for n in range(len(self.table.headings)))
        return Choices(roles, said.get("kind", "used"), bool(said.get("is_cost_below")))


def _seen(table: Table, column: int) -> str:
    """Return the first contents of a column."""
    found = [row.cells[column].content for row in table.rows[:50] if row.cells[column].content]
    return ", ".join(each[:30] for each in list(dict.fromkeys(found))[:EXAMPLES])
