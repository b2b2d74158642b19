"""What people change on an initiative's page of its reach, and what its fields are called in the history."""

from django.utils.translation import gettext_lazy as _

from handslag.indicators.reach.forms import InstructorForm, SessionForm, StartForm
from handslag.plans.editors import Editor, add_editor
from handslag.plans.field_words import add_kind

_PLACE = {"area": "Kommun", "lansdel": "Del av länet"}

_ALL = (
    Editor(
        "tillfalle", "initiative", SessionForm, _("Utbildningstillfällen"), "utbildning",
        parent="initiative", add=_("Lägg till utbildningstillfällen"),
    ),
    Editor(
        "instruktorer", "initiative", InstructorForm, _("Instruktörer"), "utbildning",
        parent="initiative", add=_("Ange antal instruktörer"),
    ),
    Editor(
        "metodstart", "initiative", StartForm, _("Start i en kommun"), "spridning",
        parent="initiative", add=_("Ange när en kommun började"),
    ),
)  # fmt: skip


def add_editors() -> None:
    """Let the rows be changed, taken back and read in the history as all others."""
    for editor in _ALL:
        add_editor(editor)
    add_kind(
        "training_session",
        "Utbildningstillfällen",
        {
            **_PLACE, "state": "Läge", "number": "Antal tillfällen", "seats": "Platser", "signed_up": "Anmälda",
            "attended": "Deltog", "audience": "För vilka",
        },
    )  # fmt: skip
    add_kind(
        "instructor_count",
        "Instruktörer",
        {
            **_PLACE,
            "active": "Aktiva instruktörer",
            "as_of": "Gäller den",
            "load": "Tillfällen som var och en kan hålla om året",
        },
    )
    add_kind(
        "method_start",
        "Start i en kommun",
        {"area": "Kommun", "state": "Läge", "year": "Första året", "source": "Var det står"},
        {"year": str},
    )
