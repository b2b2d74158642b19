"""What can be changed on a page: each part with its form, its words and where it stands."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from handslag.plans.forms import appendices, facts, goals, initiative, quotes
from handslag.plans.forms.base import EditForm
from handslag.plans.models.parts import PlanPart


@dataclass(frozen=True)
class Editor:
    """A part of a page that people change.

    on: kind of page ("initiative", "goal", "plan"). form: of the page's own fields where `parent` is empty, else
    of rows that hang on the page by that field (or path of fields: then the form asks for the row between). appended: what was said is never rewritten, only added to or withdrawn.
    anchor: where on the page it stands. shown_on: the name of the plan's page that shows it, where that is another.
    """

    slug: str
    on: str
    form: type[EditForm]
    title: object
    anchor: str
    parent: str = ""
    appended: bool = False
    add: object = ""
    shown_on: str = ""

    @property
    def model(self) -> type[PlanPart]:
        return self.form._meta.model

    @property
    def is_page(self) -> bool:
        return not self.parent

    def new(self, page: object) -> PlanPart:
        """Return a row, not yet written, that hangs on the page where it does so directly."""
        return self.model() if "__" in self.parent else self.model(**{self.parent: page})

    def address_of(self, page: Any) -> str:
        """Return the address of the page where the part is read."""
        if not self.shown_on:
            return page.get_absolute_url()
        plan = page.of_plan
        return reverse(self.shown_on, args=[plan.county.slug, plan.key])


def _own(slug: str, on: str, form: type[EditForm], title: object, anchor: str = "") -> Editor:
    return Editor(slug, on, form, title, anchor)


def _row(slug: str, on: str, form: type[EditForm], title: object, add: object, anchor: str, **more) -> Editor:
    return Editor(slug, on, form, title, anchor, parent=more.pop("parent", on), add=add, **more)


_ALL = (
    _own("insats", "initiative", initiative.BasicsForm, _("Namn, typ, nivå och period")),
    _own("syfte", "initiative", initiative.PurposeForm, _("Syfte och bakgrund"), "syfte"),
    _own("for-vem", "initiative", initiative.AudienceForm, _("Målgrupp, inriktning och metod")),
    _own("platser", "initiative", initiative.PlacesForm, _("Platser")),
    _own("saknas", "initiative", initiative.MissingForm, _("Det som inte är sagt"), "saknas"),
    _own("synlighet", "initiative", initiative.VisibilityForm, _("Vem som ser insatsen")),
    _own("agare", "initiative", initiative.OwnerForm, _("Insatsens ägare")),
    _row("status", "initiative", facts.StatusForm, _("Status"), _("Ange ny status"), "hist", appended=True),
    _row("koppling", "initiative", facts.ContributionForm, _("Mål"), _("Koppla till ett mål"), "trad"),
    _row("ramverk", "initiative", facts.NodeLinkForm, _("Ramverk"), _("Koppla till ett ramverk"), "ramverk"),
    _row("part", "initiative", facts.ParticipationForm, _("Part"), _("Lägg till en part"), "parter"),
    _row("tjanst", "initiative", facts.PostForm, _("Tjänst"), _("Lägg till en tjänst"), "tjanster"),
    _row("uppgift", "initiative", facts.PostTaskForm, _("Uppgift"), _("Lägg till en uppgift"), "tjanster", parent="post__initiative"),
    _row("tjanst-blev", "initiative", facts.PostRelationForm, _("Vad som hände med en tjänst"), _("Ange vad som hände med en tjänst"), "tjanster", parent="from_post__initiative"),
    _row("motsagelse", "initiative", facts.ContradictionForm, _("Uppgifter som säger emot varandra"), _("Ange uppgifter som säger emot varandra"), ""),
    _row("tal", "initiative", facts.FigureForm, _("Tal"), _("Lägg till ett tal"), "tal"),
    _row("enkat", "initiative", facts.SurveyForm, _("Enkätresultat"), _("Lägg till ett enkätresultat"), "enkat"),
    _row("citat", "initiative", quotes.QuoteForm, _("Citat ur en enkät"), _("Lägg till ett citat"), "enkat", parent="survey__initiative"),
    _row("resultat", "initiative", facts.ResultForm, _("Resultat"), _("Lägg till ett resultat"), "resultat"),
    _row("beslut", "initiative", facts.DecisionForm, _("Beslut"), _("Lägg till ett beslut"), "beslut"),
    _row("hinder", "initiative", facts.ObstacleForm, _("Hinder"), _("Lägg till ett hinder"), "hinder"),
    _row("hjalper", "initiative", facts.SuccessFactorForm, _("Vad som hjälper"), _("Lägg till vad som hjälper"), "hjalper"),
    _row("rekommendation", "initiative", facts.RecommendationForm, _("Rekommendation"), _("Lägg till en rekommendation"), "rek"),
    _row("svar-pa-rad", "initiative", facts.AnswerAdviceForm, _("Svar på en rekommendation"), "", "rek"),
    _row("hanger-ihop", "initiative", facts.RelationForm, _("Koppling till en annan insats"), _("Koppla till en annan insats"), "hanger", parent="from_initiative"),
    _row("medel", "initiative", facts.FundingForm, _("Medel"), _("Lägg till medel"), "medel"),
    _row("overlamning", "initiative", facts.HandoverForm, _("Överlämning"), _("Lägg till en överlämning"), "overlamning"),
    _own("mal", "goal", goals.GoalForm, _("Målet")),
    _row("svar", "goal", goals.AnswerForm, _("Svar på frågan"), _("Svara på frågan"), "fragor", appended=True),
    _row("mal-ramverk", "goal", goals.GoalLinkForm, _("Ramverk"), _("Koppla till ett ramverk"), "trad"),
    _row("svarar-pa", "goal", goals.GoalProposalForm, _("Svar på ett förslag"), _("Koppla till ett förslag ur den förra planen"), "forslag"),
    _row("inget-finns", "goal", goals.CoverageNoteForm, _("Bekräftelse att inget finns"), _("Bekräfta att inget finns"), "nivaer", appended=True),
    _own("plan", "plan", goals.PlanForm, _("Planens uppgifter")),
    _own("nivaer", "plan", goals.PlanLevelsForm, _("Planens ord för sina nivåer")),
    _own("plan-synlighet", "plan", goals.PlanVisibilityForm, _("Vem som ser planen")),
    _row("nytt-mal", "plan", goals.GoalForm, _("Mål"), _("Lägg till ett mål"), ""),
    _row("begrepp", "plan", goals.TermForm, _("Begrepp"), _("Lägg till ett begrepp"), "", shown_on="terms"),
    _row("antagande", "plan", goals.AdoptionForm, _("Antagande"), _("Lägg till ett antagande"), "antagen"),
    _row("bilaga", "plan", appendices.AppendixForm, _("Bilaga"), _("Lägg till en bilaga"), "bilagor", shown_on="appendices"),
    _row("plan-rad", "plan", facts.RecommendationForm, _("Rekommendation"), _("Lägg till en rekommendation"), "rek"),
    _row("svar-pa-plan-rad", "plan", facts.AnswerAdviceForm, _("Svar på en rekommendation"), "", "rek"),
    _row("plan-enkat", "plan", facts.SurveyForm, _("Enkätresultat"), _("Lägg till ett enkätresultat"), "enkat", shown_on="survey"),
    _row("plan-citat", "plan", quotes.QuoteForm, _("Citat ur en enkät"), _("Lägg till ett citat"), "enkat", parent="survey__plan", shown_on="survey"),
    _row("plan-tal", "plan", facts.FigureForm, _("Tal"), _("Lägg till ett tal"), "tal", shown_on="survey"),
    _row("plan-hinder", "plan", facts.ObstacleForm, _("Hinder"), _("Lägg till ett hinder"), "hinder"),
)  # fmt: skip

EDITORS = {editor.slug: editor for editor in _ALL}


def add_editor(editor: Editor) -> None:
    """Let an area above this one add a part of a page that people change, when it starts. Its words: `field_words.add_kind`."""
    EDITORS[editor.slug] = editor


TITLES = {
    "initiative": _("Insats"),
    "goal": _("Mål"),
    "plan": _("Plan"),
    **{editor.model.KIND: editor.title for editor in reversed(_ALL) if not editor.is_page},
    "goal_carry": _("Vad som blev av ett mål"),
}
"""What a changed row is called, by its kind."""
