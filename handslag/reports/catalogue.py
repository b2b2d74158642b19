"""The report templates as data: what each is for, which sections it has in which order, and the formats it comes in."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

Audience = Literal["public", "lead"]
"""Whom a report is for: "public" holds only what everybody may know; "lead" what its maker may, and is not published."""

FORMATS = {"html": "Webb", "pdf": "PDF", "docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel"}
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Part:
    """A section of a template, under its key in `sections.PARTS`. shown: whether it stands there from the beginning."""

    key: str
    title: str
    shown: bool = True


@dataclass(frozen=True)
class Template:
    """scope: what the report is narrowed to: "area", "goal" and "year" must be told; "area or organisation" may be.

    of_money: an account of money: those who keep the plan's money make it too, and say when it has been sent.
    """

    key: str
    title: str
    purpose: str
    formats: tuple[str, ...]
    parts: tuple[Part, ...]
    scope: Literal["", "area", "goal", "organisation", "area or organisation", "year"] = ""
    max_pages: int | None = None
    landscape: bool = False
    of_money: bool = False

    @property
    def needs(self) -> str:
        """What must be told: "area", "goal", "organisation", "year" or nothing."""
        return self.scope if self.scope in ("area", "goal", "organisation", "year") else ""


ACCOUNT = "account"
"""The template of a year's account to the state."""
MISSING = Part("missing", _("Det som saknas"))
SUMMARY = Part("summary", _("På en sida"))

TEMPLATES: dict[str, Template] = {
    template.key: template
    for template in (
        Template(
            "full",
            _("Uppföljningsrapport"),
            _("Hela uppföljningen: metod, varje mål och insats, frågorna, enkäten, förslag och källor."),
            ("html", "pdf", "docx", "xlsx"),
            (
                MISSING,
                SUMMARY,
                Part("background", _("Bakgrund")),
                Part("method", _("Så är uppföljningen gjord")),
                Part("status", _("Läget i planen")),
                Part("coverage", _("Vad som är redovisat")),
                Part("threads", _("Den röda tråden")),
                Part("goals", _("Målen och insatserna")),
                Part("indicators", _("Indikatorer")),
                Part("questions", _("Planens frågor")),
                Part("survey", _("Enkäten")),
                Part("obstacles", _("Hinder")),
                Part("recommendations", _("Rekommendationer")),
                Part("funding", _("Medel")),
                Part("proposals", _("Förslag till nästa plan")),
                Part("terms", _("Begrepp, metoder och parter")),
                Part("references", _("Underlag")),
                Part("appendices", _("Bilagor")),
                Part("sources", _("Källor")),
            ),
        ),
        Template(
            "short",
            _("Kortversion"),
            _("Det viktigaste på högst två sidor, med korta ord."),
            ("html", "pdf", "docx"),
            (
                Part("short_what", _("Vad planen vill")),
                Part("short_state", _("Så går det")),
                Part("short_indicators", _("Vad talen säger")),
                Part("short_missing", _("Det vi inte vet")),
                Part("short_next", _("Vad som kommer")),
            ),
            max_pages=2,
        ),
        Template(
            "managers",
            _("Sida till chefsgruppen"),
            _(
                "En sida: vad som har rört sig, vad som möter hinder eller står still och varför, vad som måste beslutas."
            ),
            ("html", "pdf", "docx"),
            (
                Part("moved", _("Har rört sig")),
                Part("stuck", _("Möter hinder eller står still, och varför")),
                Part("decide", _("Behöver beslut")),
                Part("ends_soon", _("Slutar snart")),
                Part("money_now", _("Pengarna")),
                Part("dates", _("Nästa datum")),
            ),
            max_pages=1,
        ),
        Template(
            "activities",
            _("Aktivitetsplan"),
            _("Tabellen att arbeta efter: aktivitet, ansvarig, tid, medel, status och nästa steg."),
            ("html", "pdf", "docx", "xlsx"),
            (Part("activities", _("Aktiviteter")), Part("sources", _("Källor"), shown=False)),
            scope="area or organisation",
            landscape=True,
        ),
        Template(
            "extract",
            _("Utdrag till egen verksamhetsplan"),
            _("Det som en organisation har tagit på sig, att klistra in i Stratsys eller Word."),
            ("html", "pdf", "docx", "xlsx"),
            (
                Part("extract_goals", _("Mål som vi bidrar till")),
                Part("extract_initiatives", _("Våra insatser")),
                Part("extract_recommendations", _("Rekommendationer till oss")),
                Part("sources", _("Källor")),
            ),
            scope="organisation",
        ),
        Template(
            "area",
            _("En länsdel eller kommun"),
            _("Vad planen betyder på en plats: insatser där, insatser för hela länet och det som inte är redovisat."),
            ("html", "pdf", "docx", "xlsx"),
            (
                MISSING,
                Part("area_summary", _("Läget här")),
                Part("area_initiatives", _("Insatser här")),
                Part("area_coverage", _("Vad som är redovisat här")),
                Part("area_indicators", _("Vad talen säger här")),
                Part("area_county", _("Insatser för hela länet")),
                Part("sources", _("Källor")),
            ),
            scope="area",
        ),
        Template(
            "goal",
            _("Ett mål"),
            _("Allt om ett mål: utmaningar, frågor, insatser, tal och vad som är redovisat."),
            ("html", "pdf", "docx", "xlsx"),
            (
                MISSING,
                Part("goal_summary", _("Målet")),
                Part("goal_questions", _("Frågorna")),
                Part("goals", _("Insatserna")),
                Part("sources", _("Källor")),
            ),
            scope="goal",
        ),
        Template(
            "slides",
            _("Bilder"),
            _("En tanke på varje bild, hela texten i anteckningarna."),
            ("html", "pptx"),
            (
                Part("slide_plan", _("Planen")),
                Part("slide_goals", _("Målen")),
                Part("slide_challenges", _("Rubrikerna och frågorna")),
                Part("slide_status", _("Läget")),
                Part("slide_coverage", _("Vad som är redovisat")),
                Part("slide_indicators", _("Vad talen säger")),
                Part("slide_area", _("Målområde för målområde")),
                Part("slide_money", _("Pengarna")),
                Part("slide_missing", _("Det som saknas")),
                Part("slide_survey", _("Enkäten")),
                Part("slide_proposals", _("Förslag")),
                Part("slide_sources", _("Källor")),
            ),
        ),
        Template(
            ACCOUNT,
            _("Redovisning till staten"),
            _(
                "Ett års statsbidrag, post för post: vad länet fick, vad det gick till, vad som är kvar och vad som saknas."
            ),
            ("html", "pdf", "docx", "xlsx"),
            (
                Part("account_missing", _("Det som saknas")),
                Part("account_summary", _("Redovisningen i korthet")),
                Part("account_lines", _("Post för post")),
                Part("account_initiatives", _("Insatserna")),
                Part("sources", _("Källor")),
            ),
            scope="year",
            of_money=True,
        ),
    )
}


def comes_in(template: str, file_format: str) -> bool:
    """Whether a template exists in a format."""
    return template in TEMPLATES and file_format in TEMPLATES[template].formats


def table() -> str:
    """Return which template exists in which format, as lines of text for the command line."""
    head = f"{'':<12}" + "".join(f"{name:<6}" for name in FORMATS)
    lines = [
        f"{key:<12}" + "".join(f"{'x' if name in template.formats else '-':<6}" for name in FORMATS)
        for key, template in TEMPLATES.items()
    ]
    return "\n".join(line.rstrip() for line in (head, *lines))
