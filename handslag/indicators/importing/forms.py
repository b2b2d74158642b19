"""The forms of an import: which file, what its columns hold, and whether it is taken in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handslag.indicators.importing import columns
from handslag.indicators.importing.columns import MARKS, MEANINGS, ROLES, Choices
from handslag.indicators.importing.places import Places
from handslag.indicators.importing.reading import MAX_BYTES
from handslag.opendata.tables import Table
from handslag.plans.forms.base import MESSAGES, guard
from handslag.plans.forms.fields import DayField
from handslag.swedish.numbers import capitalised

TOO_LARGE = gettext_lazy("Filen är större än 5 MB. Dela den, eller spara bara det blad som talen står på.")
LONGEST_PASTE = 200_000
MARK_WORDS = {"": gettext_lazy("en tom cell"), "x": "x"}
SHARES = {
    "percent": gettext_lazy("Procent: 0,25 är en fjärdedels procent"),
    "fraction": gettext_lazy("Andelar: 0,25 är 25 procent"),
}
NOT_SAID = gettext_lazy("Säg att filens tal följer de fyra valen. Inget är inläst, och svaren ovanför står kvar.")
EXAMPLES = 3
"""Cells of a column that are shown beside the question of what it holds."""


class ImportForm(forms.Form):
    """A file, or rows that are pasted; and where the figures come from."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("CSV eller Excel (.xlsx), högst 5 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Eller klistra in rader"),
        help_text=gettext_lazy("Med rubriker på första raden, till exempel kopierade ur Excel."),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": gettext_lazy("Det är för mycket att klistra in. Välj en fil i stället.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Var kommer talen ifrån?"),
        help_text=gettext_lazy("Till exempel: Skolverket, uttag ur Jämförelsetal. Står under talen när de visas."),
        max_length=300,
        error_messages={**MESSAGES, "required": gettext_lazy("Skriv var talen kommer ifrån.")},
    )
    source_date = DayField(label=gettext_lazy("Källans datum"), required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_file, has_text = bool(cleaned.get("file")), bool(cleaned.get("pasted", "").strip())
        if not has_file and not has_text and not self.errors:
            self.add_error("file", _("Välj en fil, eller klistra in rader."))
        if has_file and has_text:
            self.add_error("pasted", _("Välj antingen en fil eller inklistrade rader."))
        guard(self, {"source": cleaned.get("source", "")})
        return cleaned

    @property
    def content(self) -> tuple[str, bytes]:
        """The name and bytes of what was chosen."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return _("inklistrade rader"), self.cleaned_data["pasted"].encode()


class ColumnsForm(forms.Form):
    """What each column holds, and what must be said of the marks in it. The choices are `choices` when it is valid."""

    def __init__(
        self, *args: Any, table: Table, places: Places, start: Choices, last: Choices | None = None,
        agreement: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        """start: what is chosen to begin with. last: how such a file was read before, which is only told.

        agreement: what the figures must follow, in words, where somebody has to say that they do.
        """
        super().__init__(*args, **kwargs)
        self.table, self.places, self.start, self.last = table, places, start, last
        for n, heading in enumerate(table.headings):
            self.fields[f"column_{n}"] = forms.ChoiceField(
                label=heading or _("Kolumn %(n)d, utan rubrik") % {"n": n + 1},
                choices=[(role, words[:1].upper() + words[1:]) for role, words in ROLES.items()],
                initial=start.roles[n],
                required=False,
                help_text=_seen(table, n),
                error_messages=MESSAGES,
            )
        said = self._typed() if self.is_bound else start
        self._ask(said, has_area="area" in said.roles)
        if agreement:
            self.fields["follows"] = forms.BooleanField(
                label=_("Filens tal följer indikatorns fyra val"),
                help_text=_("%s. Tal som räknas på ett annat sätt hör till en annan indikator.")
                % capitalised(agreement),
                error_messages={"required": NOT_SAID},
            )

    def _typed(self) -> Choices:
        """Return what is chosen, as far as it is understood, before the form is checked."""
        roles = [self.data.get(f"column_{n}", "") for n in range(len(self.table.headings))]
        return Choices(tuple(role if role in ROLES else "" for role in roles))

    def _ask(self, choices: Choices, *, has_area: bool) -> None:
        """Add the questions that this way of reading the table leaves open."""
        if not has_area:
            ours = [each for each in self.places.all if self.places.is_ours(each)]
            self.fields["area"] = forms.ChoiceField(
                label=_("Vilket område gäller alla rader?"),
                choices=[("", _("Välj")), *((each.code, each.name) for each in ours)],
                initial=self.start.area,
                help_text=self._before({each.code: each.name for each in ours}, "area"),
                required=False,
                error_messages=MESSAGES,
            )
        for mark in columns.marks_in(self.table, choices):
            self.fields[_mark_name(mark)] = forms.ChoiceField(
                label=_("Vad betyder %s där ett värde skulle stå?") % MARK_WORDS.get(mark, f"”{mark}”"),
                choices=[("", _("Välj")), *((key, words[:1].upper() + words[1:]) for key, words in MEANINGS.items())],
                initial=self.start.marks.get(mark) or MARKS[mark],
                help_text=self._before(MEANINGS, "marks", mark),
                required=False,
                error_messages=MESSAGES,
            )
        if self.start.shares or self.data.get("shares"):
            self.ask_shares()

    def _before(self, words: Mapping[str, Any], name: str, mark: str = "") -> str:
        """Return what was answered for the last file with the same headings; "" where nothing was."""
        if self.last is None:
            return ""
        said = self.last.marks.get(mark, "") if name == "marks" else getattr(self.last, name)
        return _("Förra filen: %s. Svara för den här.") % words[said] if said in words else ""

    def ask_shares(self) -> None:
        """Ask what values from 0 to 1 are: that is never guessed."""
        self.fields["shares"] = forms.ChoiceField(
            label=_("Alla värden ligger mellan 0 och 1. Vad är de?"),
            choices=list(SHARES.items()),
            initial=self.start.shares or None,
            help_text=self._before(SHARES, "shares"),
            required=False,
            widget=forms.RadioSelect,
            error_messages=MESSAGES,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = self.choices
        for told in columns.faults_of(found, self.table.headings):
            self.add_error(None, told)
        for mark in columns.unsaid(columns.marks_in(self.table, found), found):
            self.add_error(
                _mark_name(mark),
                _("Säg vad ”%s” betyder. Det kan vara noll, och det kan vara att uppgiften saknas.") % mark,
            )
        return cleaned

    @property
    def choices(self) -> Choices:
        """How the table is read."""
        said = self.cleaned_data
        roles = tuple(said.get(f"column_{n}", "") for n in range(len(self.table.headings)))
        marks = {mark: said[_mark_name(mark)] for mark in MARKS if said.get(_mark_name(mark))}
        area = "" if "area" in roles else said.get("area", "")
        return Choices(roles, marks, said.get("shares", ""), area)


def _mark_name(mark: str) -> str:
    return f"mark_{list(MARKS).index(mark)}"


def _seen(table: Table, column: int) -> str:
    """Return the first contents of a column."""
    found = [row.cells[column].content for row in table.rows if row.cells[column].content]
    return ", ".join(each[:30] for each in dict.fromkeys(found[: 5 * EXAMPLES]))[:100] if found else ""
