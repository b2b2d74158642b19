"""The lists that a thing of an exchange document carries, where several kinds of things do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handslag.exchange.wording_values import (
    Field,
    Json,
    Names,
    answers,
    day,
    decimal,
    one_of,
    period,
    slug,
    title_in,
    yes_no,
)
from handslag.places.models import Organisation
from handslag.plans import words


@dataclass(frozen=True)
class Facts:
    """One of the lists that a thing carries.

    label: what one of them is called. same: the fields by which one is known again. title: how it reads.
    fields: what else may change in it.
    """

    label: str
    same: tuple[str, ...]
    title: Callable[[Json, Names], str]
    fields: Mapping[str, Field]
    facts: Mapping[str, "Facts"] = field(default_factory=dict)


def titled(*fields: str) -> Callable[[Json, Names], str]:
    """Return the function that reads a fact as its first field that holds something."""
    return lambda fact, names: next((str(fact[name]) for name in fields if fact.get(name)), "")


def _figure(fact: Json, names: Names) -> str:
    value = str(fact["value"]).replace(".", ",") if fact.get("value") else fact.get("text")
    return " ".join(filter(None, [value, fact.get("unit"), fact["label"]]))


ORIGIN = Field("kopplingens ursprung", one_of(words.ORIGINS))
NODE_LINK = Facts(
    "Koppling till ramverk",
    ("node",),
    lambda fact, names: title_in("nodes")(fact["node"], names),
    {"node": Field("nod", title_in("nodes")), "origin": ORIGIN},
)

SHARED: dict[str, Facts] = {
    "figures": Facts(
        "Siffra",
        ("id",),
        _figure,
        {
            "kind": Field("slag", one_of(words.FIGURE_KINDS)),
            "label": Field("vad som räknats"),
            "definition": Field("definition"),
            "value": Field("värde", decimal),
            "text": Field("som det står"),
            "unit": Field("enhet"),
            "approximate": Field("ungefärlig", yes_no),
            "at_least": Field("minst", yes_no),
            "computed": Field("uträknad av källan", yes_no),
            "numerator": Field("täljare", decimal),
            "denominator": Field("nämnare", decimal),
            "n_answering": Field("antal svarande"),
            "n_asked": Field("antal tillfrågade"),
            "scale_max": Field("skalans slut", decimal),
            "period": Field("period", period),
            "place": Field("plats", title_in("lansdelar", "municipalities")),
            "place_text": Field("plats i ord"),
            "series": Field("serie", slug),
            "context": Field("gäller annat än insatsen", yes_no),
            "contradicts": Field("säger emot", title_in("figures")),
            "missing": Field("vad som saknas"),
        },
    ),
    "surveys": Facts(
        "Enkätfråga",
        ("id",),
        titled("title"),
        {
            "title": Field("titel"),
            "number": Field("nummer"),
            "question": Field("fråga"),
            "asked": Field("tillfrågade"),
            "n_asked": Field("antal tillfrågade"),
            "n_answering": Field("antal svarande"),
            "answers": Field("svar", answers),
            "themes": Field("teman"),
            "finding": Field("slutsats"),
            "period": Field("period", period),
        },
        {
            "quotes": Facts(
                "Citat",
                ("text",),
                titled("text"),
                {
                    "text": Field("text"),
                    "permission": Field("lov att visa", one_of(words.PERMISSIONS_TO_QUOTE)),
                    "sector": Field("sektor", one_of(Organisation.SECTORS)),
                    "lansdel": Field("länsdel", title_in("lansdelar")),
                    "place_text": Field("plats i ord"),
                    "respondents_in_group": Field("svarande i gruppen"),
                    "shown": Field("visas för alla", yes_no),
                    "shown_anyway_reason": Field("varför det visas ändå"),
                },
            )
        },
    ),
    "results": Facts(
        "Resultat",
        ("text",),
        titled("text"),
        {
            "kind": Field("slag", one_of(words.RESULT_KINDS)),
            "text": Field("text"),
            "attribution": Field("orsak", one_of(words.ATTRIBUTIONS)),
        },
    ),
    "obstacles": Facts(
        "Hinder",
        ("text",),
        titled("text"),
        {
            "text": Field("text"),
            "theme": Field("tema", one_of(words.THEMES)),
            "level": Field("kan lösas av", one_of(words.SOLVERS)),
            "problem": Field("gäller", one_of(words.PROBLEMS)),
            "state": Field("läge", one_of(words.OBSTACLE_STATES)),
        },
    ),
    "recommendations": Facts(
        "Rekommendation",
        ("id",),
        titled("text"),
        {
            "text": Field("text"),
            "by": Field("avsändare"),
            "to": Field("mottagare"),
            "to_organisation": Field("mottagande organisation", title_in("organisations")),
            "theme": Field("tema", one_of(words.THEMES)),
            "basis": Field("vad den bygger på"),
            "answer": Field("svar"),
            "answered_on": Field("svarsdag", day),
        },
    ),
}
