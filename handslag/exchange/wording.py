"""The fields of an exchange document in Swedish words: what each is called, and how its value reads.

`FIELDS` holds the plain fields of a thing by its list in the document, `FACTS` the lists that a thing carries. A test
holds them against the schema, so that no field can be forgotten.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handslag.places.models import Organisation
from handslag.plans import words
from handslag.plans.models import Framework, PostRelation, Term
from handslag.swedish import dates
from handslag.swedish.kronor import kronor
from handslag.trust.models import SourceDocument
from handslag.trust.visibility import Visibility

Json = dict[str, Any]
Names = Mapping[str, Mapping[str, str]]
"""What each key is called, by list: {"goals": {"mal-1": "Goda relationer"}, ...}."""
Words = Callable[[Any, Names], str]

SECTIONS = {
    "plan": "Planen",
    "goals": "Mål, utmaningar och frågor",
    "initiatives": "Insatser",
    "target_groups": "Målgrupper",
    "methods": "Metoder",
    "organisations": "Organisationer",
    "divisions": "Indelningar i länsdelar",
    "frameworks": "Ramverk",
    "documents": "Källor",
    "counties": "Exempellän",
}
"""The lists of a document whose things are compared, in the order in which they are told of."""

KINDS = {
    "plan": "Plan",
    "initiatives": "Insats",
    "target_groups": "Målgrupp",
    "methods": "Metod",
    "organisations": "Organisation",
    "divisions": "Indelning",
    "frameworks": "Ramverk",
    "documents": "Källa",
    "counties": "Exempellän",
}
"""What one thing of a list is called. A goal is called what its plan calls it."""


NOUNS = {
    "plan": ("plan", "planer"),
    "goals": ("mål, utmaning eller fråga", "mål, utmaningar eller frågor"),
    "initiatives": ("insats", "insatser"),
    "target_groups": ("målgrupp", "målgrupper"),
    "methods": ("metod", "metoder"),
    "organisations": ("organisation", "organisationer"),
    "divisions": ("indelning", "indelningar"),
    "frameworks": ("ramverk", "ramverk"),
    "documents": ("källa", "källor"),
    "counties": ("exempellän", "exempellän"),
}
"""One and several of each, after a number."""


def text(value: Any, names: Names) -> str:
    """Return text, numbers and lists of texts as they are."""
    if isinstance(value, list):
        return "; ".join(text(each, names) for each in value)
    return "" if value is None else str(value)


def yes_no(value: Any, names: Names) -> str:
    """Return a truth in words."""
    return "ja" if value else "nej"


def day(value: Any, names: Names) -> str:
    """Return an ISO day as "1 mars 2024"; what is no day stands as it is."""
    try:
        return dates.day(datetime.date.fromisoformat(value)) if value else ""
    except (TypeError, ValueError):
        return str(value)


def period(value: Any, names: Names) -> str:
    """Return a period as it was written."""
    return value["text"] if value else ""


def amount(value: Any, names: Names) -> str:
    """Return kronor with their unit. None is no amount."""
    return "" if value is None else kronor(value)


def percent(value: Any, names: Names) -> str:
    """Return a share of a hundred."""
    return "" if value is None else f"{str(value).replace('.', ',')} %"


def decimal(value: Any, names: Names) -> str:
    """Return a number, given as the document writes it, with a decimal comma."""
    return "" if value is None else str(value).replace(".", ",")


def shares(value: Any, names: Names) -> str:
    """Return shares of a hundred by what they are of: "möten: 12,5 %; resor: 10 %"."""
    return "; ".join(f"{name}: {percent(each, names)}" for name, each in sorted((value or {}).items()))


def level_names(value: Any, names: Names) -> str:
    """Return the plan's own words for the levels of its tree: "Mål: delmål"."""
    return by_name({words.GOAL_KINDS.get(kind, kind): word for kind, word in (value or {}).items()}, names)


def slug(value: Any, names: Names) -> str:
    """Return a word made for an address as people write it."""
    return str(value or "").replace("_", " ").replace("-", " ")


def covered(value: Any, names: Names) -> str:
    """Return which part of a county, level or group nothing exists for."""
    known = {**words.LEVELS, **words.TIERS}
    return known.get(value) or title_in("lansdelar", "municipalities", "target_groups")(value, names)


def one_of(choices: Mapping[str, str]) -> Words:
    """Return the function that says a code name, or several, in the words of a list."""

    def say(value: Any, names: Names) -> str:
        if isinstance(value, list):
            return ", ".join(choices.get(each, each) for each in value)
        return choices.get(value, value) if value else ""

    return say


def title_in(*lists: str) -> Words:
    """Return the function that says a key, or several, as the title of what it stands for."""

    def title(key: str, names: Names) -> str:
        return next((names[each][key] for each in lists if key in names.get(each, ())), key)

    def say(value: Any, names: Names) -> str:
        if isinstance(value, list):
            return ", ".join(sorted(title(key, names) for key in value))
        return title(value, names) if value else ""

    return say


def places(value: Any, names: Names) -> str:
    """Return where: names, or how many of how many, or that it is the whole county."""
    if not value or value["precision"] == "unknown":
        return ""
    if value["precision"] == "county":
        return "hela länet"
    told = [title_in("lansdelar", "municipalities")(value["named"], names)] if value["named"] else []
    if value["count"] is not None:
        of = f" av {value['of']}" if value["of"] else ""
        told.append(f"{value['count']}{of} {value['unit'] or 'platser'}")
    return "; ".join([*told, *filter(None, [value.get("note")])])


def by_name(value: Any, names: Names) -> str:
    """Return named values as "a: b; c: d"."""
    return "; ".join(f"{name}: {each}" for name, each in sorted((value or {}).items()))


def answers(value: Any, names: Names) -> str:
    """Return the answers to choose from with their shares."""
    return "; ".join(
        " ".join(filter(None, [each["label"], percent(each["percent"], names), text(each["count"], names)]))
        for each in value or ()
    )


@dataclass(frozen=True)
class Field:
    """label: in Swedish, capitalised. words: how a value reads."""

    label: str
    words: Words = text


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


def _titled(*fields: str) -> Callable[[Json, Names], str]:
    """Return the function that reads a fact as its first field that holds something."""
    return lambda fact, names: next((str(fact[name]) for name in fields if fact.get(name)), "")


def status_words(fact: Json, names: Names) -> str:
    """Return a status with its day and reason: "Pausad, 1 mars 2024 (för få instruktörer)"."""
    when = fact.get("as_of_text") or day(fact.get("as_of"), names)
    reason = f" ({fact['reason']})" if fact.get("reason") else ""
    return ", ".join(filter(None, [words.STATUSES.get(fact["status"], fact["status"]), when])) + reason


def _party(fact: Json, names: Names) -> str:
    who = title_in("organisations")(fact["organisation"], names)
    return f"{who} ({words.PARTY_ROLES.get(fact['role'], fact['role'])})"


def _figure(fact: Json, names: Names) -> str:
    value = str(fact["value"]).replace(".", ",") if fact.get("value") else fact.get("text")
    return " ".join(filter(None, [value, fact.get("unit"), fact["label"]]))


def _relation(fact: Json, names: Names) -> str:
    return f"{words.RELATIONS.get(fact['kind'], fact['kind'])} {title_in('initiatives')(fact['to'], names)}"


def _carry(fact: Json, names: Names) -> str:
    outcome = words.CARRY_OUTCOMES.get(fact.get("outcome") or "", "inte avgjort")
    return f"{title_in('goals')(fact['old_goal'], names)}: {outcome}"


def _handover(fact: Json, names: Names) -> str:
    state = words.HANDOVER_STATES.get(fact["state"], fact["state"])
    return f"{title_in('municipalities')(fact['area'], names)}: {state}"


def _coverage(fact: Json, names: Names) -> str:
    part = words.DIMENSIONS.get(fact["dimension"], "")
    return " ".join(filter(None, ["inget finns", part.lower(), covered(fact.get("value"), names)]))


def _decision(fact: Json, names: Names) -> str:
    return f"{fact['subject']}: {words.PILOT_DECISIONS.get(fact['decision'], fact['decision'])}"


def _survey(fact: Json, names: Names) -> str:
    return str(fact["title"])


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
        _survey,
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
    ),
    "results": Facts(
        "Resultat",
        ("text",),
        _titled("text"),
        {
            "kind": Field("slag", one_of(words.RESULT_KINDS)),
            "text": Field("text"),
            "attribution": Field("orsak", one_of(words.ATTRIBUTIONS)),
        },
    ),
    "obstacles": Facts(
        "Hinder",
        ("text",),
        _titled("text"),
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
        _titled("text"),
        {
            "text": Field("text"),
            "by": Field("avsändare"),
            "to": Field("mottagare"),
            "to_organisation": Field("mottagande organisation", title_in("organisations")),
            "theme": Field("tema", one_of(words.THEMES)),
            "answer": Field("svar"),
            "answered_on": Field("svarsdag", day),
        },
    ),
}

FACTS: dict[str, dict[str, Facts]] = {
    "plan": {
        "relations": Facts(
            "Förhållande till annan plan",
            ("text",),
            _titled("text"),
            {
                "kind": Field("slag", one_of(words.PLAN_RELATIONS)),
                "plan": Field("plan"),
                "text": Field("text"),
            },
        ),
        "adoptions": Facts(
            "Antagande",
            ("organisation",),
            lambda fact, names: title_in("organisations")(fact["organisation"], names),
            {
                "organisation": Field("organisation", title_in("organisations")),
                "extent": Field("omfattning", one_of(words.EXTENTS)),
                "period": Field("tid", period),
                "body": Field("beslutat av"),
                "section_number": Field("paragraf"),
                "registry_number": Field("diarienummer"),
            },
        ),
        "carries": Facts(
            "Tidigare mål",
            ("old_plan", "old_goal"),
            _carry,
            {
                "old_plan": Field("tidigare plan"),
                "old_goal": Field("tidigare mål"),
                "new_goal": Field("nytt mål", title_in("goals")),
                "outcome": Field("vad som hände", one_of(words.CARRY_OUTCOMES)),
                "reason": Field("skäl"),
            },
        ),
        "terms": Facts(
            "Begrepp",
            ("id",),
            _titled("term"),
            {
                "term": Field("ord"),
                "kind": Field("slag", one_of(Term.KINDS)),
                "definition": Field("definition"),
                "wording": Field("formulering", one_of(words.WORDINGS)),
                "not_same_as": Field("inte samma som", title_in("terms")),
                "position": Field("plats i listan"),
            },
        ),
        **SHARED,
    },
    "goals": {
        "links": NODE_LINK,
        "answers": Facts(
            "Svar",
            ("answered_on", "text"),
            lambda fact, names: f"{words.ANSWER_STATES.get(fact['state'], fact['state'])}: {fact['text']}",
            {
                "answered_on": Field("dag", day),
                "state": Field("läge", one_of(words.ANSWER_STATES)),
                "text": Field("text"),
                "confidence": Field("säkerhet", one_of(words.CONFIDENCES)),
            },
        ),
        "coverage": Facts(
            "Bekräftelse",
            ("dimension", "value", "date"),
            _coverage,
            {
                "dimension": Field("del", one_of(words.DIMENSIONS)),
                "value": Field("vilken", covered),
                "role": Field("bekräftad av"),
                "date": Field("dag", day),
                "text": Field("text"),
            },
        ),
    },
    "initiatives": {
        "goals": Facts(
            "Mål",
            ("id",),
            lambda fact, names: title_in("goals")(fact["id"], names),
            {"primary": Field("huvudmål", yes_no), "origin": ORIGIN},
        ),
        "nodes": NODE_LINK,
        "statuses": Facts(
            "Statusuppgift",
            ("status", "as_of", "as_of_text", "words"),
            status_words,
            {
                "status": Field("status", one_of(words.STATUSES)),
                "words": Field("ordalydelse"),
                "as_of": Field("dag", day),
                "as_of_text": Field("enligt"),
                "reason": Field("skäl"),
                "role": Field("uppgift från"),
            },
        ),
        "contradictions": Facts(
            "Motsägelse", ("text",), _titled("text"), {"text": Field("text"), "since": Field("sedan", day)}
        ),
        "participations": Facts(
            "Part",
            ("organisation", "role"),
            _party,
            {
                "organisation": Field("organisation", title_in("organisations")),
                "role": Field("roll", one_of(words.PARTY_ROLES)),
                "form": Field("form", one_of(words.FORMS)),
                "text": Field("text"),
            },
        ),
        "posts": Facts(
            "Tjänst",
            ("id",),
            _titled("role"),
            {
                "role": Field("funktion"),
                "count": Field("antal"),
                "percent": Field("omfattning", percent),
                "stated_differently": Field("annan uppgift"),
                "shares": Field("tid per uppgift", shares),
                "period": Field("period", period),
                "placed_at": Field("placering"),
                "financed_by": Field("finansiering"),
                "lansdel": Field("länsdel", title_in("lansdelar")),
                "background": Field("bakgrund"),
            },
            {
                "tasks": Facts(
                    "uppgift",
                    ("text",),
                    _titled("text"),
                    {"theme": Field("tema", slug), "text": Field("text"), "stated": Field("angiven", yes_no)},
                ),
                "relations": Facts(
                    "förändring",
                    ("text",),
                    _titled("text"),
                    {
                        "kind": Field("slag", one_of(PostRelation.KINDS)),
                        "to": Field("till", title_in("posts")),
                        "text": Field("text"),
                    },
                ),
            },
        ),
        "decisions": Facts(
            "Beslut",
            ("subject", "date", "date_text"),
            _decision,
            {
                "subject": Field("gäller"),
                "decision": Field("beslut", one_of(words.PILOT_DECISIONS)),
                "body": Field("beslutat av"),
                "date": Field("dag", day),
                "date_text": Field("tid i ord"),
                "section_number": Field("paragraf"),
                "registry_number": Field("diarienummer"),
                "text": Field("text"),
            },
        ),
        "handovers": Facts(
            "Överlämning",
            ("area",),
            _handover,
            {
                "area": Field("kommun", title_in("municipalities")),
                "owner": Field("tar över", title_in("organisations")),
                "state": Field("läge", one_of(words.HANDOVER_STATES)),
                "agreed_on": Field("överenskommen", day),
                "recheck_on": Field("stäms av", day),
                "contact_role": Field("funktion att tala med"),
                "text": Field("text"),
            },
        ),
        "success_factors": Facts(
            "Framgångsfaktor",
            ("text",),
            _titled("text"),
            {"text": Field("text"), "rank": Field("ordning"), "basis": Field("grund")},
        ),
        "relations": Facts(
            "Samband",
            ("kind", "to"),
            _relation,
            {
                "kind": Field("slag", one_of(words.RELATIONS)),
                "to": Field("till", title_in("initiatives")),
                "text": Field("text"),
            },
        ),
        "funding": Facts(
            "Finansiering",
            ("source", "period"),
            _titled("source"),
            {
                "source": Field("betalas av"),
                "kronor": Field("belopp", amount),
                "period": Field("period", period),
                "text": Field("text"),
                "organisation": Field("organisation", title_in("organisations")),
            },
        ),
        **SHARED,
    },
    "divisions": {
        "lansdelar": Facts(
            "Länsdel",
            ("id",),
            _titled("name"),
            {
                "name": Field("namn"),
                "short": Field("kort namn"),
                "municipalities": Field("kommuner", title_in("municipalities")),
            },
        )
    },
    "frameworks": {
        "nodes": Facts(
            "Del av ramverket",
            ("id",),
            _titled("title"),
            {
                "parent": Field("överordnad", title_in("nodes")),
                "kind": Field("slag"),
                "code": Field("beteckning"),
                "title": Field("titel"),
                "text": Field("text"),
                "questions": Field("frågor"),
                "wording": Field("formulering", one_of(words.WORDINGS)),
                "position": Field("plats i ramverket"),
            },
            {"links": NODE_LINK},
        )
    },
}

FIELDS: dict[str, dict[str, Field]] = {
    "plan": {
        "title": Field("Titel"),
        "county": Field("Län", title_in("counties")),
        "kind": Field("Slag av plan", one_of(words.PLAN_KINDS)),
        "status": Field("Läge", one_of(words.PLAN_STATUSES)),
        "visibility": Field("Synlighet", one_of(dict(Visibility.choices))),
        "period": Field("Gäller", period),
        "adopted_by": Field("Antagen av"),
        "adopted": Field("Antagen", period),
        "adopted_section": Field("Paragraf"),
        "adopted_registry_number": Field("Diarienummer"),
        "lead": Field("Ansvarig organisation", title_in("organisations")),
        "division": Field("Indelning i länsdelar", title_in("divisions")),
        "vision": Field("Vision"),
        "purpose": Field("Syfte"),
        "level_names": Field("Planens ord för nivåerna", level_names),
        "state_as_of": Field("Dag för överblickarna", day),
        "state_as_of_text": Field("Uppgifterna är från"),
        "stale_after_months": Field("Månader tills en uppgift är gammal"),
        "note": Field("Anteckning"),
    },
    "goals": {
        "kind": Field("Slag", one_of(words.GOAL_KINDS)),
        "code": Field("Beteckning"),
        "title": Field("Titel"),
        "text": Field("Text"),
        "plain": Field("Förenklad text"),
        "public_line": Field("Sammanfattning"),
        "aliases": Field("Andra namn"),
        "problem_type": Field("Slags problem", one_of(words.PROBLEM_TYPES)),
        "problem_reason": Field("Skäl till slaget"),
    },
    "initiatives": {
        "number": Field("Nummer"),
        "title": Field("Titel"),
        "source_title": Field("Titel i källan"),
        "aliases": Field("Andra namn"),
        "listing": Field("Redovisning", one_of(words.LISTINGS)),
        "kind": Field("Typ", one_of(words.INITIATIVE_KINDS)),
        "summary": Field("Sammanfattning"),
        "purpose": Field("Syfte"),
        "background": Field("Bakgrund"),
        "level": Field("Nivå", one_of(words.LEVELS)),
        "visibility": Field("Synlighet", one_of(dict(Visibility.choices))),
        "owner": Field("Ansvarig organisation", title_in("organisations")),
        "report_place": Field("Plats i rapporten"),
        "report_reference": Field("Hänvisning i rapporten"),
        "about_suicide": Field("Gäller suicid", yes_no),
        "places": Field("Plats", places),
        "period": Field("Period", period),
        "target_groups": Field("Målgrupper", title_in("target_groups")),
        "tiers": Field("Inriktning", one_of(words.TIERS)),
        "reach": Field("Räckvidd", one_of(words.REACHES)),
        "age_from": Field("Ålder från"),
        "age_to": Field("Ålder till"),
        "methods": Field("Metoder", title_in("methods")),
        "user_influence": Field("Brukarinflytande", one_of(words.USER_INFLUENCES)),
        "missing": Field("Vad källan inte säger"),
    },
    "target_groups": {
        "title": Field("Titel"),
        "aliases": Field("Andra namn"),
        "age_from": Field("Ålder från"),
        "age_to": Field("Ålder till"),
        "note": Field("Anteckning"),
        "position": Field("Plats i listan"),
    },
    "methods": {
        "title": Field("Titel"),
        "aliases": Field("Andra namn"),
        "what": Field("Vad det är"),
        "for_whom": Field("För vem"),
        "evidence": Field("Kunskapsläge"),
        "instructor_needs": Field("Behov av instruktörer"),
    },
    "organisations": {
        "name": Field("Namn"),
        "aliases": Field("Andra namn"),
        "sector": Field("Sektor", one_of(Organisation.SECTORS)),
        "area": Field("Område", title_in("municipalities")),
        "parent": Field("Del av", title_in("organisations")),
        "note": Field("Anteckning"),
        "list_heading": Field("Rubrik i listan"),
    },
    "divisions": {
        "title": Field("Titel"),
        "purpose": Field("Syfte"),
        "period": Field("Gäller", period),
        "word": Field("Ord för en del"),
    },
    "frameworks": {
        "title": Field("Titel"),
        "kind": Field("Slag", one_of(Framework.KINDS)),
        "version": Field("Version"),
        "state": Field("Läge", one_of(Framework.STATES)),
        "period": Field("Gäller", period),
        "note": Field("Anteckning"),
    },
    "documents": {
        "title": Field("Titel"),
        "publisher": Field("Utgivare"),
        "year": Field("År"),
        "kind": Field("Slag", one_of(SourceDocument.KINDS)),
        "file": Field("Fil"),
        "note": Field("Anteckning"),
    },
    "counties": {"name": Field("Namn"), "slug": Field("Ord i adressen")},
}

NOT_COMPARED = frozenset({"id", "source", "sources", "ours", "withdrawn"})
"""Fields that are told of in another way: keys, sources, withdrawals."""
