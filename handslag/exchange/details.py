"""Checks the smaller parts of a document: what they point at, keys within a list, and what a row needs."""

from collections.abc import Iterable, Iterator

from handslag.exchange import schema
from handslag.exchange.references import RING, Fault, Place, doubles, in_a_ring, known_municipalities, things
from handslag.plans.rules import quote_may_be_shown
from handslag.plans.words import THEMES

REFERENCES: dict[tuple[type[schema.Thing], str], str] = {
    (schema.Adoption, "organisation"): "organisations",
    (schema.Appendix, "about"): "initiatives",
    (schema.FollowUpAnswer, "organisation"): "organisations",
    (schema.FollowUpAnswer, "place"): "places",
    (schema.FollowUpRound, "initiatives"): "initiatives",
    (schema.Funding, "organisation"): "organisations",
    (schema.GoalCarry, "new_goal"): "goals",
    (schema.Handover, "area"): "municipalities",
    (schema.Handover, "owner"): "organisations",
    (schema.Recommendation, "to_organisation"): "organisations",
    (schema.Organisation, "parent"): "organisations",
    (schema.NodeLink, "node"): "nodes",
    (schema.Node, "parent"): "nodes",
    (schema.Post, "lansdel"): "lansdelar",
    (schema.PostRelation, "to"): "posts",
    (schema.SurveyQuote, "lansdel"): "lansdelar",
    (schema.Figure, "place"): "places",
    (schema.Figure, "contradicts"): "figures",
    (schema.Term, "not_same_as"): "terms",
    (schema.Obstacle, "theme"): "themes",
    (schema.Recommendation, "theme"): "themes",
}
"""What a field of a part holds the key of."""


MAY_RETURN = (
    schema.GoalRef,
    schema.GoalProposal,
    schema.PlanNodeLink,
    schema.Figure,
    schema.Survey,
    schema.Recommendation,
    schema.Relation,
    schema.Handover,
    schema.Adoption,
)
"""Things that may be withdrawn and stand again as a new one with the same key."""


def detail_faults(document: schema.Exchange) -> list[Fault]:
    """Return every fault in the parts of a document as (place in the document, message in Swedish)."""
    known = _known(document)
    found: list[Fault] = []
    for place, thing in things(document):
        found += _loose(place, thing, known)
        found += _incomplete(place, thing)
    return [*found, *_shared_nodes(document)]


def repeated_faults(document: schema.Exchange) -> list[Fault]:
    """Return everything that has the key of an earlier thing of the same list.

    To be asked for first: what points at a key that stands twice is no fault of its own.
    """
    return [*doubles(document), *(fault for place, thing in things(document) for fault in _repeated(place, thing))]


def _known(document: schema.Exchange) -> dict[str, set[str]]:
    parts = [thing for _, thing in things(document)]
    known = {
        "organisations": {item.id for item in document.organisations},
        "nodes": {part.id for part in parts if isinstance(part, schema.Node)},
        "posts": {part.id for part in parts if isinstance(part, schema.Post)},
        "figures": {part.id for part in parts if isinstance(part, schema.Figure)},
        "terms": {part.id for part in parts if isinstance(part, schema.Term)},
        "lansdelar": {part.id for part in parts if isinstance(part, schema.Lansdel)},
        "themes": set(THEMES),
        "goals": {item.id for item in document.goals},
        "initiatives": {item.id for item in document.initiatives},
        "municipalities": set(known_municipalities(document)),
    }
    county = {document.plan.county} if document.plan else set()
    return {**known, "places": known["lansdelar"] | known["municipalities"] | county}


def _loose(place: Place, thing: schema.Thing, known: dict[str, set[str]]) -> Iterator[Fault]:
    for (kind, field), wanted in REFERENCES.items():
        if isinstance(thing, kind) and place[0] != "organisation_lists":
            value = getattr(thing, field)
            keys: Iterable[str] = value if isinstance(value, list) else [value] if value else []
            for key in keys:
                if key not in known[wanted]:
                    yield (*place, field), f"Nyckeln {key} finns inte."


def _identity(item: object) -> tuple[str, ...]:
    """Return the fields that tell a thing from the others of its list, the one to name last; none where twins may be."""
    match item:
        case schema.Relation():
            return "kind", "to"
        case schema.GoalCarry():
            return "old_plan", "old_goal"
        case schema.GoalProposal():
            return "old_plan", "initiative", "recommendation"
        case schema.Handover():
            return ("area",)
        case schema.Adoption():
            return ("organisation",)
    return next(((field,) for field in ("id", "node") if hasattr(item, field)), ())


def _repeated(place: Place, thing: schema.Thing) -> Iterator[Fault]:
    """Yield the things of one list that have the key of an earlier one."""
    for name in type(thing).model_fields:
        items = getattr(thing, name)
        seen: set[tuple[str, ...]] = set()
        for n, item in enumerate(items if isinstance(items, list) else []):
            fields = _identity(item)
            if not fields or (isinstance(item, MAY_RETURN) and item.withdrawn):
                continue
            key = tuple(getattr(item, field) for field in fields)
            if key in seen:
                yield (*place, name, n, fields[-1]), f"Nyckeln {key[-1]} finns redan."
            seen.add(key)


def _incomplete(place: Place, thing: schema.Thing) -> Iterator[Fault]:
    match thing:
        case schema.Appendix(withdrawn=None) if (thing.state == "not_attached") != (thing.url is None):
            yield (*place, "url"), "Ange url för en bilaga som finns på en adress (linked, broken), och bara då."
        case schema.Plan():
            yield from _numbered_twice(place, thing)
        case schema.Recommendation(answer=str(), answered_on=None):
            yield (*place, "answered_on"), "Ett svar ska ha ett datum."
        case schema.SurveyQuote(shown=True, withdrawn=None) if not _may_be_shown(thing):
            yield (*place, "shown"), "Citatet får inte visas: det saknar lov, eller har få svarande och inget skäl."
        case schema.CoverageNote() if (thing.dimension == "all") != (thing.value is None):
            yield (*place, "value"), "Ange value för en del, och bara då."
        case schema.Figure(denominator=base) if base is not None and base <= 0:
            yield (*place, "denominator"), "Basen ska vara större än noll."
        case schema.FollowUpRound():
            for n, key in enumerate(thing.initiatives):
                if key in thing.initiatives[:n]:
                    yield (*place, "initiatives", n), f"Nyckeln {key} finns redan."
            for n, answer in enumerate(thing.answers):
                if answer.initiative not in thing.initiatives:
                    yield (*place, "answers", n, "initiative"), f"Uppföljningen gäller inte {answer.initiative}."
        case schema.Initiative():
            for n, relation in enumerate(thing.relations):
                if relation.to == thing.id:
                    yield (*place, "relations", n, "to"), "Insatsen kan inte leda till sig själv."


def _may_be_shown(quote: schema.SurveyQuote) -> bool:
    return quote_may_be_shown(
        permission=quote.permission,
        respondents=quote.respondents_in_group,
        reason=quote.shown_anyway_reason or "",
    )


def _numbered_twice(place: Place, plan: schema.Plan) -> Iterator[Fault]:
    taken: set[int] = set()
    for n, appendix in enumerate(plan.appendices):
        if appendix.withdrawn is None and appendix.number in taken:
            yield (*place, "appendices", n, "number"), f"Bilaga {appendix.number} finns redan."
        elif appendix.withdrawn is None:
            taken.add(appendix.number)


def _shared_nodes(document: schema.Exchange) -> Iterator[Fault]:
    """Yield nodes with a key that another framework uses, and parents in another framework or in a ring."""
    owner: dict[str, str] = {}
    for n, framework in enumerate(document.frameworks):
        own = {node.id for node in framework.nodes}
        for m, node in enumerate(framework.nodes):
            if owner.setdefault(node.id, framework.id) != framework.id:
                yield ("frameworks", n, "nodes", m, "id"), f"Nyckeln {node.id} finns redan."
            if node.parent and node.parent not in own:
                yield ("frameworks", n, "nodes", m, "parent"), f"Överordnad {node.parent} finns inte i ramverket."
        for m in in_a_ring(framework.nodes):
            yield ("frameworks", n, "nodes", m, "parent"), RING
