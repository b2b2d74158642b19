"""What the fields of a plan's rows are called and how their values read, for those who read what has changed."""

import datetime
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from handslag.places.models import Area, Lansdel, LansdelDivision, Organisation
from handslag.plans.editors import EDITORS
from handslag.plans.editors import TITLES as EDITED
from handslag.plans.models import Figure, FrameworkNode, GoalNode, Initiative, Post, Recommendation
from handslag.plans.words import GOAL_KINDS, LEVELS, PRECISIONS, TIERS
from handslag.swedish import dates
from handslag.swedish.kronor import kronor
from handslag.swedish.numbers import number, percent
from handslag.trust.models import Versioned

Names = Mapping[tuple[type, Any], str]
"""What is pointed at, by model and key: {(GoalNode, 7): "Goda relationer"}."""


class Part:
    """Stands for what a coverage note may be about: a länsdel, a municipality or a target group, named by its key."""


TITLES = {
    **EDITED,
    "target_group": "Målgrupp",
    "method": "Metod",
    "plan_relation": "Förhållande till annan plan",
    "survey": "Enkätfråga",
}
"""What a changed row is called, by its kind."""

NAMED: dict[type[models.Model], str] = {
    Organisation: "name",
    Area: "name",
    Lansdel: "name",
    LansdelDivision: "title",
    GoalNode: "title",
    Initiative: "title",
    FrameworkNode: "title",
    Post: "role",
    Figure: "label",
    Recommendation: "text",
}
"""Models that a change points at, and the field that names them. Others have a title, or a term."""

FIELDS = {
    "period_text": "Period",
    "period_from": "Periodens första möjliga dag",
    "period_to": "Periodens sista möjliga dag",
    "period_precision": "Hur noga perioden är känd",
    "position": "Plats i ordningen",
    "parent": "Står under",
    "places": "Namngivna platser",
    "origin": "Kopplingen är",
    "level_names": "Ord för nivåerna",
    "goal": "Mål",
    "visibility": "Vem som ser den",
    "primary": "Huvudmål",
    "form": "Form av samverkan",
    "plan": "Plan",
    "initiative": "Insats",
    "from_initiative": "Insats",
    "from_plan": "Plan",
    "value_decimals": "Decimaler",
    "date_text": "Dag i ord",
    "withdrawn_on": "Borttagen",
    "withdrawn_reason": "Varför den togs bort",
}
"""Fields that are called the same wherever they stand."""

OF_KIND = {
    "plan": {
        "county": "Län",
        "lead": "Leds av",
        "division": "Indelning i länsdelar",
        "adopted_text": "Antagen, i ord",
        "note": "Anteckning",
    },
    "plan_relation": {
        "kind": "Hur planerna hänger ihop",
        "to_plan": "Den andra planen",
        "text": "Den andra planen i ord",
    },
    "coverage_note": {"dimension": "Vad som saknas", "value": "Del"},
    "goal_carry": {
        "old_goal": "Mål i den förra planen",
        "new_goal": "Mål i den nya planen",
        "outcome": "Vad det blev",
        "reason": "Varför",
    },
    "target_group": {
        "title": "Namn",
        "aliases": "Andra namn",
        "age_from": "Från ålder",
        "age_to": "Till ålder",
        "note": "Anteckning",
    },
    "method": {
        "title": "Namn",
        "aliases": "Andra namn",
        "what": "Vad det är",
        "for_whom": "För vem",
        "evidence": "Kunskapsläge",
        "instructor_needs": "Behov av instruktörer",
    },
    "initiative": {
        "owner": "Ansvarig organisation",
        "number": "Nummer",
        "source_title": "Rubrik i källan",
        "listing": "I källan är den",
        "report_place": "Plats i rapporten",
        "report_reference": "Hänvisning i rapporten",
    },
    "status": {
        "words": "Som källan säger det",
        "as_of_text": "Enligt uppgift från",
        "role": "Uppgift från",
        "continuation": "Fortsättning",
    },
    "post": {
        "stated_differently": "Annan uppgift om omfattningen",
        "shares": "Arbetstiden",
        "lansdel": "Länsdel",
        "background": "Bakgrund",
    },
    "post_task": {"stated": "Sägs i källan"},
    "figure": {
        "definition": "Definition",
        "text": "Som det står",
        "computed": "Uträknat i källan",
        "numerator": "Täljare",
        "n_answering": "Antal som svarat",
        "n_asked": "Antal tillfrågade",
        "scale_max": "Skalans högsta värde",
        "area": "Kommun",
        "lansdel": "Länsdel",
        "series": "Serie",
        "context": "Gäller annat än insatsen",
        "contradicts": "Säger emot",
        "missing": "Vad som inte är sagt",
    },
    "survey": {
        "number": "Frågans nummer",
        "title": "Rubrik",
        "question": "Fråga",
        "asked": "Vilka som tillfrågades",
        "n_asked": "Antal tillfrågade",
        "n_answering": "Antal som svarat",
        "answers": "Svar",
        "themes": "Vad fritextsvaren säger",
        "finding": "Slutsats",
    },
    "recommendation": {"to_organisation": "Till organisationen"},
    "funding": {"organisation": "Organisation"},
}
"""Fields that no form asks for, by kind of row."""


def field_title(model: type[Versioned], name: str) -> str:
    """Return what a field is called: as its form calls it where it has one."""
    if label := OF_KIND.get(model.KIND, {}).get(name) or FIELDS.get(name):
        return label
    for editor in EDITORS.values():
        if editor.model is model and name in editor.form.base_fields:
            return str(editor.form.base_fields[name].label or name)
        labels = getattr(editor.form._meta, "labels", None) or {}
        if editor.model is model and name in labels:
            return str(labels[name])
    return name


def words(model: type[Versioned], name: str, value: Any, names: Names, *, unknown: str = "okänd") -> str:
    """Return a value of a change in Swedish. unknown: what stands for things without a name in `names`."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if pointed := pointed_at(model, name, value):
        found = [names.get((target, key), unknown) for target, keys in pointed for key in keys]
        return ", ".join(dict.fromkeys(filter(None, found)))
    special = _SPECIAL.get((model.KIND, name))
    # A text that has been destroyed says so, whatever stood there.
    if special and not (isinstance(value, str) and isinstance(model._meta.get_field(name), models.JSONField)):
        return special(value)
    return _plain(model._meta.get_field(name), value)


def pointed_at(model: type[Versioned], name: str, value: Any) -> list[tuple[type, list[Any]]]:
    """Return what a value of a field points at: models with keys. Empty where it holds no more than itself."""
    if value in (None, "", [], {}):
        return []
    if (model.KIND, name) == ("coverage_note", "value"):
        return [] if value in LEVELS or value in TIERS else [(Part, [value])]
    if name == "places":
        return [(Area, value["areas"]), (Lansdel, value["lansdelar"])]
    related = model._meta.get_field(name).related_model if name not in getattr(model, "VIRTUAL", ()) else None
    return [(related, value if isinstance(value, list) else [value])] if related else []


def name_field(model: type[models.Model]) -> str:
    """Return the field that names the rows of a model."""
    return NAMED.get(model) or ("title" if hasattr(model, "title") else "term")


def _plain(field: models.Field, value: Any) -> str:
    """Return what a column holds: choices by their label, days and numbers as Swedish readers write them."""
    labels = {key: str(label) for key, label in field.flatchoices}
    if isinstance(value, list):
        return "; ".join(labels.get(each, str(each)) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {each}" for key, each in sorted(value.items()))
    if labels:
        return labels.get(value, str(value))
    if isinstance(field, models.DateField):
        return _day(value)
    if isinstance(field, models.DecimalField):
        return number(_decimal(value))
    if isinstance(value, int):
        return number(value)
    if isinstance(field, models.SlugField):
        return str(value).replace("_", " ").replace("-", " ")
    return str(value)


def _day(value: Any) -> str:
    try:
        return dates.day(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _decimal(value: Any) -> Decimal:
    """Return a number without the decimals that only its column gives it."""
    exact = Decimal(str(value))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def _named(choices: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda value: ", ".join(choices.get(each, each) for each in (value if isinstance(value, list) else [value]))


def _precision(value: str) -> str:
    return " – ".join(PRECISIONS.get(each, each) for each in value.split("/"))


def _answer(answer: Mapping[str, Any]) -> str:
    share, people = answer.get("percent"), answer.get("count")
    told = [percent(_decimal(share)) if share is not None else "", number(people) if people is not None else ""]
    return " ".join(filter(None, [str(answer.get("label", "")), *told]))


_SPECIAL: dict[tuple[str, str], Callable[[Any], str]] = {
    **{
        (kind, "period_precision"): _precision
        for kind in ("plan", "adoption", "initiative", "post", "figure", "survey", "funding")
    },
    ("plan", "level_names"): lambda names: "; ".join(
        f"{GOAL_KINDS.get(kind, kind)}: {word}" for kind, word in sorted(names.items())
    ),
    ("coverage_note", "value"): _named({**LEVELS, **TIERS}),
    ("initiative", "tiers"): _named(TIERS),
    ("post", "percent"): lambda share: percent(_decimal(share)),
    ("post", "shares"): lambda shares: "; ".join(
        f"{task}: {percent(_decimal(share))}" for task, share in sorted(shares.items())
    ),
    ("figure", "series"): lambda series: str(series).replace("_", " ").replace("-", " "),
    ("survey", "answers"): lambda answers: "; ".join(_answer(each) for each in answers),
    ("funding", "kronor"): kronor,
}
"""Fields whose values have a form of their own."""


def add_kind(
    kind: str, title: str, fields: Mapping[str, str], values: Mapping[str, Callable[[Any], str]] | None = None
) -> None:
    """Say what a kind of row of an area above this one is called, and its fields; values: how some of them read."""
    TITLES[kind] = title
    OF_KIND[kind] = dict(fields)
    _SPECIAL.update({(kind, name): read for name, read in (values or {}).items()})


NAMERS: dict[type[models.Model], Callable[[Collection[Any], Any, Any], Mapping[Any, str]]] = {}
"""What names the rows of models of areas above this one, that changes point at."""


def add_namer(model: type[models.Model], names: Callable[[Collection[Any], Any, Any], Mapping[Any, str]]) -> None:
    """Say what names the rows of a model of an area above this one, that changes point at.

    names: takes the rows' keys, the county and the reader; returns the names of those that the reader may know of.
    """
    NAMERS[model] = names
