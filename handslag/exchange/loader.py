"""Writes an exchange document to the database: all or nothing.

What exists already, by key, is left as it is: a second load adds what is missing and changes nothing
that a person has changed.
"""

from collections import Counter

from django.db import transaction

from handslag.exchange import schema
from handslag.exchange.followup import load_follow_ups
from handslag.exchange.frameworks import link_goals, load_frameworks
from handslag.exchange.funding import load_funding
from handslag.exchange.goals import load_goals, load_groups_and_methods
from handslag.exchange.initiatives import load_initiative, load_relations
from handslag.exchange.measures import add_cited_figures, load_own_measures
from handslag.exchange.plans import load_appendices, load_plan
from handslag.exchange.run import Areas, KeyTaken, Load, UnknownArea, period_fields
from handslag.exchange.targets import citations_by_thing
from handslag.exchange.waiting import load_carries, settle
from handslag.places.examples import load_example_municipalities
from handslag.places.models import Area, Lansdel, LansdelDivision, Organisation, OrganisationList
from handslag.plans import indexing
from handslag.trust.keys import uuid_of
from handslag.trust.models import SourceDocument


@transaction.atomic
def load(document: schema.Exchange, *, index: bool = True) -> Counter[str]:
    """Add what is missing and return how many things of each kind were added.

    index: whether to put what was added into the search index too. Raises CannotLoad, and UnknownArea when the plan's
    county is not among the installation's areas.
    """
    run = Load(document)
    run.citing.listed = citations_by_thing(document)
    _documents(run)
    _counties(run)
    _divisions(run)
    _organisations(run)
    _lists(run)
    load_frameworks(run)
    if document.plan:
        load_plan(run, document.plan)
        load_own_measures(run)
        load_goals(run)
        load_groups_and_methods(run)
        new = [item for item in document.initiatives if load_initiative(run, item)]
        load_relations(run, new)
        link_goals(run)
        if run.plan_is_new:
            load_appendices(run)
            add_cited_figures(run)
            load_carries(run)
            load_funding(run)
        load_follow_ups(run)
        run.citing.write()  # what is tied takes its citations with it
        settle(run.plan)
        if index and any(run.added.values()):
            indexing.index_plan(run.plan)
    run.citing.write()
    return run.added


def _documents(run: Load) -> None:
    for item in run.document.documents:
        row, made = SourceDocument.objects.get_or_create(
            key=_document_key(run, item),
            defaults={
                "title": item.title,
                "publisher": item.publisher or "",
                "year": item.year,
                "kind": item.kind,
                "file": item.file or "",
                "note": item.note or "",
            },
        )
        run.citing.documents[item.id] = row
        run.added["documents"] += made


def _document_key(run: Load, item: schema.Document) -> str:
    """Return the key to store a document under: its own, unless another document has it already."""
    known = SourceDocument.objects.filter(key=item.id).first()
    if known is None or known.title == item.title or run.document.plan is None:
        return item.id
    return f"{run.document.plan.id}-{item.id}"


def _counties(run: Load) -> None:
    for item in run.document.counties:
        country = Area.objects.filter(kind=Area.COUNTRY).first()
        row, made = Area.objects.get_or_create(
            code=item.id,
            defaults={
                "name": item.name,
                "slug": item.slug,
                "kind": Area.COUNTY,
                "parent": country,
                "is_example": True,
            },
        )
        if made:
            run.citing.cite(item, root=uuid_of("county", "", item.id), kind="county", row_id=row.id)
        run.added["counties"] += made
        if item.municipalities:
            _example_municipalities(run, item, row)
    run.areas = Areas((area.code, area) for area in Area.objects.all())
    if run.document.plan:
        run.county = run.areas.get(run.document.plan.county)
        if run.county is None or run.county.kind != Area.COUNTY:
            code = run.document.plan.county
            raise UnknownArea(f"Länet {code} finns inte i installationen. Kör först: handslag load")


def _example_municipalities(run: Load, item: schema.County, county: Area) -> None:
    """Add the municipalities of a made-up county. Raises KeyTaken where it, or one of them, is not made up."""
    try:
        if not county.is_example:
            raise ValueError(county.code)
        named = {each.id: (each.name, each.population) for each in item.municipalities}
        run.added.update(load_example_municipalities(county, named))
    except ValueError as error:
        raise KeyTaken(f"Påhittade kommuner kan inte läggas till: {error}.") from None


def _divisions(run: Load) -> None:
    for item in run.document.divisions:
        division, made = LansdelDivision.objects.get_or_create(
            county=run.county,
            key=item.id,
            defaults={"title": item.title, "purpose": item.purpose, "word": item.word, **period_fields(item.period)},
        )
        root = uuid_of("county", "", run.county.code)
        if made:
            run.citing.cite(item, root=root, kind="division", row_id=division.id)
            run.added["divisions"] += 1
        for n, part in enumerate(item.lansdelar):
            lansdel, made = Lansdel.objects.get_or_create(
                division=division, key=part.id, defaults={"name": part.name, "short": part.short, "position": n}
            )
            if made:
                lansdel.municipalities.set([run.areas[code] for code in part.municipalities])
                run.citing.cite(part, root=root, kind="lansdel", row_id=lansdel.id)
            if run.document.plan and run.document.plan.division == item.id:
                run.lansdelar[part.id] = lansdel


def _organisation(run: Load, item: schema.Organisation, **where: object) -> Organisation:
    scope = where["county"].code if where.get("county") else where["participant_list"].key
    row, made = Organisation.objects.get_or_create(
        key=item.id,
        **where,
        defaults={
            "uuid": uuid_of("organisation", scope, item.id),
            "name": item.name,
            "aliases": list(item.aliases),
            "sector": item.sector,
            "area": run.areas.get(item.area) if item.area else None,
            "note": item.note or "",
            "list_heading": item.list_heading or "",
        },
    )
    if made:
        run.citing.cite(item, root=row.uuid, kind="organisation", row_id=row.id)
        run.added["organisations"] += 1
    return row


def _organisations(run: Load) -> None:
    new = set()
    for item in run.document.organisations:
        before = run.added["organisations"]
        run.organisations[item.id] = _organisation(run, item, county=run.county)
        if run.added["organisations"] > before:
            new.add(item.id)
    for item in run.document.organisations:
        if item.parent in run.organisations and item.id in new:
            run.organisations[item.id].parent = run.organisations[item.parent]
            run.organisations[item.id].save(update_fields=["parent"])


def _lists(run: Load) -> None:
    for item in run.document.organisation_lists:
        row, _ = OrganisationList.objects.get_or_create(
            key=item.id, defaults={"title": item.title, "note": item.note or ""}
        )
        for organisation in item.organisations:
            _organisation(run, organisation, participant_list=row)
