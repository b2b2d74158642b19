"""From what is in the database to a `Document`: gathered in one short transaction, written outside it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from handslag.documents.blocks import Callout, Document, Paragraph, Section, words
from handslag.indicators.cited.rows import about_suicide
from handslag.places.help_lines import help_lines
from handslag.plans.models import Plan
from handslag.plans.queries.coverage import Place, stands_in
from handslag.plans.queries.goals import Goal
from handslag.plans.queries.rows import InitiativeRow
from handslag.reports import lists, phrasing
from handslag.reports.catalogue import TEMPLATES, Audience, Template
from handslag.reports.gather import Ground, gather
from handslag.reports.sections import PARTS
from handslag.reports.sections.account import finding as account_finding
from handslag.reports.sections.places import area_words
from handslag.reports.sections.state import plan_facts, short_facts
from handslag.reports.sourced import Sources
from handslag.reports.writing import Edit, Writer
from handslag.swedish.numbers import word

__all__ = ["Built", "CannotBuild", "Edit", "Order", "build", "order_parts"]


@dataclass(frozen=True)
class Order:
    """What is asked for. sections: keys of the template's parts to show, in order; () for the template's own.

    area: code of a municipality or key of a länsdel. edits: passage key -> what was written. mark: "Utkast" or "".
    day: for which the state is told; None: the plan's own. site: "https://host" before every address of ours in it,
    "/" where it is read on our own pages, "" for no addresses at all.
    """

    plan: Plan
    template: str
    title: str = ""
    area: str = ""
    goal: UUID | None = None
    organisation: UUID | None = None
    year: int | None = None
    sections: tuple[str, ...] = ()
    edits: Mapping[str, Edit] = field(default_factory=dict)
    audience: Audience = "public"
    day: datetime.date | None = None
    mark: str = ""
    site: str = ""


@dataclass(frozen=True)
class Built:
    """The document, and the uuids of the initiatives that it rests on: none of them may be less open than it."""

    document: Document
    told: frozenset[UUID]


class CannotBuild(ValueError):
    """What was asked for does not exist: the message says so to a person, in Swedish."""


CLOSE = frozenset({"short", "managers", "activities", "extract", "area"})
"""Templates that are used rather than read: set closely and without a page for the title."""


def build(order: Order, *, user: object, today: datetime.date) -> Built:
    """Return the document. user: whose eyes see what stands in a report of audience "lead".

    Raises CannotBuild where the template is not known, or the area, goal or organisation is not one of the plan's, or a
    section is not one of the template's.
    """
    template = TEMPLATES.get(order.template)
    if template is None:
        raise CannotBuild(f"Rapportmallen {order.template!r} finns inte.")
    parts = order_parts(template, order.sections)
    reader = AnonymousUser() if order.audience == "public" else user
    ground = gather(order.plan, user=reader, day=order.day or order.plan.state_as_of or today, year=order.year)
    writer = _writer(order, template, ground)
    sections = _once(section for key in parts for section in _written(writer, key))
    document = _document(order, template, writer, sections, made_on=today)
    return Built(document, frozenset(row.uuid for row in writer.rows))


def _written(writer: Writer, key: str) -> tuple[Section, ...]:
    """Return the sections of one part; a part that is one section tells its sources once, if they are the same."""
    part = PARTS[key]
    with writer.sources.about(key):
        sections = part(writer)
        if len(sections) != 1 or sections[0].sections or not sections[0].blocks:
            return sections
        blocks = writer.once_sourced(lambda: part(writer)[0].blocks)
    return (replace(sections[0], blocks=blocks),)


def order_parts(template: Template, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys of the parts to write. Raises CannotBuild on one that the template does not have."""
    known = {part.key for part in template.parts}
    wrong = [key for key in chosen if key not in known]
    if wrong:
        raise CannotBuild(f"Mallen har inget avsnitt {wrong[0]!r}.")
    return chosen or tuple(part.key for part in template.parts if part.shown)


def _writer(order: Order, template: Template, ground: Ground) -> Writer:
    area = _area(order.area, ground) if order.area else None
    goal = _goal(order.goal, ground) if order.goal else None
    organisation = _organisation(order.organisation, ground) if order.organisation else None
    narrowed = {"area": area, "goal": goal, "organisation": organisation, "year": order.year}
    told = {name for name, value in narrowed.items() if value}
    if not all(name in template.scope for name in told):
        raise CannotBuild(f"Mallen {template.title} gäller hela planen och kan inte avgränsas så.")
    if template.needs and narrowed[template.needs] is None:
        needed = {
            "area": "en länsdel eller kommun",
            "goal": "ett mål",
            "organisation": "en organisation",
            "year": "ett år",
        }
        raise CannotBuild(f"Mallen {template.title} behöver {needed[template.needs]}.")
    rows = ground.rows
    if organisation is not None:
        rows = ground.of_organisation(organisation)
    if goal is not None:
        rows = [row for row in rows if row.serves(goal.ids, proposed=False)]
    if area is not None:
        rows = [row for row in rows if _concerns(row, area, ground, maybe=template.key == "area")]
    sources = Sources(ground.book)
    return Writer(ground, sources, order.edits, order.site, rows, area, goal, organisation, is_draft=bool(order.mark))


def _concerns(row: InitiativeRow, area: Place, ground: Ground, *, maybe: bool) -> bool:
    """Whether an initiative is carried out in the place. maybe: also where that is not known."""
    if maybe and row.places_precision in ("count", "unknown"):
        return True
    return row.places_precision == "county" or stands_in(row, area, ground.parts)


def _area(code: str, ground: Ground) -> Place:
    for place in (*ground.parts, *ground.municipalities):
        if place.key == code:
            return place
    known = ", ".join(place.key for place in (*ground.parts, *ground.municipalities))
    raise CannotBuild(f"Planens län har ingen länsdel eller kommun {code!r}. Det finns: {known}.")


def _goal(uuid: UUID, ground: Ground) -> Goal:
    for goal in ground.tree.by_id.values():
        if goal.uuid == uuid and goal.kind != "question":
            return goal
    raise CannotBuild("Planen har inget sådant mål.")


def _organisation(uuid: UUID, ground: Ground) -> int:
    for organisation in ground.organisations:
        if organisation.uuid == uuid:
            return organisation.pk
    raise CannotBuild("Organisationen har ingen del i planen.")


def _once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections, each key once: two parts of a template may tell of the same thing."""
    found: dict[str, Section] = {}
    for section in sections:
        found.setdefault(section.key, section)
    return tuple(found.values())


def _document(
    order: Order, template: Template, writer: Writer, sections: tuple[Section, ...], *, made_on: datetime.date
) -> Document:
    plan = writer.plan
    short = template.max_pages is not None
    maker = plan.lead.name if plan.lead else plan.county.name
    facts = short_facts(writer) if short else plan_facts(writer)
    held = lists.lists(writer) if "xlsx" in template.formats else ()
    return Document(
        title=order.title or _title(template, writer),
        subtitle=_subtitle(template, writer),
        finding=_finding(writer),
        facts=facts[0],
        maker=phrasing.shortened(maker, phrasing.TITLE) if short else maker,
        sections=sections,
        sources=writer.sources.citations(),
        lists=held,
        mark=order.mark,
        help=_help(writer),
        made_on=made_on,
        max_pages=template.max_pages,
        compact=template.key in CLOSE,
        landscape=template.landscape,
        with_contents=template.key not in CLOSE and len(sections) > 2,
    )


_TITLES = {
    "full": "Uppföljning av {0}",
    "short": "{0}: kortversion",
    "managers": "Till chefsgruppen: {0}",
    "activities": "Aktivitetsplan: {0}",
    "extract": "Utdrag för {0}",
    "area": "Planen i {0}",
    "goal": "Uppföljning av målet {0}",
    "slides": "{0}",
    "account": "Redovisning av statsbidraget {0}",
}


def _title(template: Template, writer: Writer) -> str:
    about = writer.area.title if writer.area else writer.goal.title if writer.goal else ""
    if writer.organisation is not None:
        about = next(each.name for each in writer.ground.organisations if each.pk == writer.organisation)
    if writer.ground.account:
        about = str(writer.ground.account.year)
    return title_for(template, about or writer.plan.title)


def title_for(template: Template, about: str) -> str:
    """Return what a report is called until somebody calls it something else. about: what it is narrowed to, or its plan."""
    return _TITLES[template.key].format(phrasing.shortened(about, phrasing.TITLE) if template.max_pages else about)


def _subtitle(template: Template, writer: Writer) -> str:
    about = writer.area or writer.goal or writer.organisation
    return writer.plan.title if about else writer.plan.county.name


def _finding(writer: Writer) -> str:
    if writer.ground.account:
        return account_finding(writer)
    rows = writer.reported
    text = phrasing.reported(len(rows))
    if writer.area is not None:
        text = area_words(writer)
    covered = writer.ground.coverage
    if writer.area is None and writer.goal is None and writer.organisation is None and covered.rows:
        told = len(covered.rows) - len(covered.silent)
        total = word(len(covered.rows))
        text += (
            f", under {word(told, gender='en')} av planens {total} {'rubrik' if len(covered.rows) == 1 else 'rubriker'}"
        )
    known = any(row.id in writer.ground.money.with_sums for row in rows)
    return text + (". Inget belopp är angivet." if rows and not known else ".")


def _help(writer: Writer) -> Callout | None:
    """Return where help is, before all else, in a report that tells of suicide."""
    about = any(each.definition.needs_help for each in writer.ground.following.county)
    about = about or any(about_suicide(each) for each in writer.ground.cited)
    if not about and not any(row.about_suicide for row in writer.rows):
        return None
    lines = help_lines()
    line, child = lines["sjalvmordslinjen"], lines["bris"]
    text = (
        f"Har du tankar på att ta ditt liv, eller oroar du dig för någon: {line.name}, {line.number}, dygnet runt. "
        f"Under 18 år: Bris, {child.number}, dygnet runt. Vid fara för livet: 112."
    )
    return Callout("Behöver du någon att prata med?", (Paragraph(words(text)),), "help")
