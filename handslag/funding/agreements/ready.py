"""Lets agreements and what is said of their lines be changed, taken back and read in the history like parts of a plan."""

from django.utils.translation import gettext_lazy as _

from handslag.funding.agreements.forms import (
    AgreementForm,
    GrantDateForm,
    GrantLineForm,
    PayeeForm,
    PublishedShareForm,
)
from handslag.funding.agreements.words import add_words
from handslag.funding.grounds import finder, keeps
from handslag.funding.models import Agreement, GrantDate, GrantLine, Payee, PublishedShare
from handslag.indicators.cited.ready import OnCountyPage
from handslag.plans.editors import Editor, add_editor
from handslag.plans.rights import add_rule
from handslag.plans.views.editing import add_page_kind

AGREEMENT, LINE, DATE, SHARE, PAYEE = (
    "overenskommelse",
    "bidragspost",
    "bidragsdag",
    "publicerat-belopp",
    "betalas-till",
)
"""Names of the editors in addresses."""


def add_agreements() -> None:
    """Called once, when the area starts."""
    for model in (Agreement, GrantLine, GrantDate, PublishedShare, Payee):
        add_rule(model.KIND, keeps)
    add_page_kind(Agreement.KIND, finder(Agreement))
    add_words()
    on = Agreement.KIND
    add_editor(Editor(AGREEMENT, on, AgreementForm, _("Överenskommelsens uppgifter"), ""))
    add_editor(Editor(LINE, on, GrantLineForm, _("Bidragspost"), "poster", parent=on, add=_("Lägg till en post")))
    add_editor(Editor(DATE, on, GrantDateForm, _("Dag"), "dagar", parent=on, add=_("Lägg till en dag")))
    for name, form, title, add in (
        (SHARE, PublishedShareForm, _("Publicerat belopp"), _("Lägg in ett publicerat belopp")),
        (PAYEE, PayeeForm, _("Mottagare av en post"), _("Ange vem som får pengarna")),
    ):
        add_editor(OnCountyPage(name, "plan", form, title, "", parent="plan", add=add, shown_on="money"))
