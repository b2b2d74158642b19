"""What a plan, a goal, a division and a framework of an exchange document carry, in Swedish words."""

from handslag.exchange.wording_facts import NODE_LINK, ORIGIN, SHARED, Facts, titled
from handslag.exchange.wording_measures import CITED_FIGURES
from handslag.exchange.wording_values import Field, Json, Names, covered, day, one_of, period, title_in
from handslag.plans import words
from handslag.plans.models import Term


def _carry(fact: Json, names: Names) -> str:
    outcome = words.CARRY_OUTCOMES.get(fact.get("outcome") or "", "inte avgjort")
    return f"{title_in('goals')(fact['old_goal'], names)}: {outcome}"


def _coverage(fact: Json, names: Names) -> str:
    part = words.DIMENSIONS.get(fact["dimension"], "")
    return " ".join(filter(None, ["inget finns", part.lower(), covered(fact.get("value"), names)]))


def _proposal(fact: Json, names: Names) -> str:
    # Not its key, which is made of its words: it may stand on what the reader may not know of.
    return f"en rekommendation ur {fact['old_plan']}"


PLAN: dict[str, Facts] = {
    "relations": Facts(
        "Förhållande till annan plan",
        ("text",),
        titled("text"),
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
        titled("term"),
        {
            "term": Field("ord"),
            "kind": Field("slag", one_of(Term.KINDS)),
            "definition": Field("definition"),
            "wording": Field("formulering", one_of(words.WORDINGS)),
            "not_same_as": Field("inte samma som", title_in("terms")),
            "position": Field("plats i listan"),
        },
    ),
    "appendices": Facts(
        "Bilaga",
        ("id",),
        titled("title"),
        {
            "number": Field("nummer"),
            "title": Field("rubrik"),
            "holds": Field("vad den innehåller"),
            "about": Field("hör till", title_in("initiatives")),
            "url": Field("adress"),
            "state": Field("läge", one_of(words.APPENDIX_STATES)),
        },
    ),
    "cited_figures": CITED_FIGURES,
    **SHARED,
}

GOALS: dict[str, Facts] = {
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
    "proposals": Facts(
        "Svarar på",
        ("old_plan", "initiative", "recommendation"),
        _proposal,
        {
            "old_plan": Field("tidigare plan"),
            "initiative": Field("tidigare insats"),
            "recommendation": Field("rekommendation"),
            "origin": ORIGIN,
        },
    ),
}

DIVISIONS: dict[str, Facts] = {
    "lansdelar": Facts(
        "Länsdel",
        ("id",),
        titled("name"),
        {
            "name": Field("namn"),
            "short": Field("kort namn"),
            "municipalities": Field("kommuner", title_in("municipalities")),
        },
    )
}

FRAMEWORKS: dict[str, Facts] = {
    "nodes": Facts(
        "Del av ramverket",
        ("id",),
        titled("title"),
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
}
