"""What an initiative of an exchange document carries, in Swedish words."""

from handslag.exchange.wording_facts import NODE_LINK, ORIGIN, SHARED, Facts, titled
from handslag.exchange.wording_values import (
    Field,
    Json,
    Names,
    amount,
    day,
    one_of,
    percent,
    period,
    shares,
    slug,
    title_in,
    yes_no,
)
from handslag.plans import words
from handslag.plans.models import PostRelation


def status_words(fact: Json, names: Names) -> str:
    """Return a status with its day and reason: "Pausad, 1 mars 2024 (för få instruktörer)"."""
    when = fact.get("as_of_text") or day(fact.get("as_of"), names)
    reason = f" ({fact['reason']})" if fact.get("reason") else ""
    return ", ".join(filter(None, [words.STATUSES.get(fact["status"], fact["status"]), when])) + reason


def _party(fact: Json, names: Names) -> str:
    who = title_in("organisations")(fact["organisation"], names)
    return f"{who} ({words.PARTY_ROLES.get(fact['role'], fact['role'])})"


def _relation(fact: Json, names: Names) -> str:
    return f"{words.RELATIONS.get(fact['kind'], fact['kind'])} {title_in('initiatives')(fact['to'], names)}"


def _handover(fact: Json, names: Names) -> str:
    state = words.HANDOVER_STATES.get(fact["state"], fact["state"])
    return f"{title_in('municipalities')(fact['area'], names)}: {state}"


def _decision(fact: Json, names: Names) -> str:
    return f"{fact['subject']}: {words.PILOT_DECISIONS.get(fact['decision'], fact['decision'])}"


INITIATIVES: dict[str, Facts] = {
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
            "continuation": Field("fortsättning", one_of(words.CONTINUATIONS)),
        },
    ),
    "contradictions": Facts(
        "Motsägelse", ("text",), titled("text"), {"text": Field("text"), "since": Field("sedan", day)}
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
        titled("role"),
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
                titled("text"),
                {"theme": Field("tema", slug), "text": Field("text"), "stated": Field("angiven", yes_no)},
            ),
            "relations": Facts(
                "förändring",
                ("text",),
                titled("text"),
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
        titled("text"),
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
        titled("source"),
        {
            "source": Field("betalas av"),
            "kronor": Field("belopp", amount),
            "period": Field("period", period),
            "text": Field("text"),
            "organisation": Field("organisation", title_in("organisations")),
        },
    ),
    **SHARED,
}
