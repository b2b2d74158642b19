"""The list of indicators: by the strategy's goals or by kind, with what each says of the county."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from handslag.indicators import findings, wording
from handslag.indicators.findings import Finding
from handslag.indicators.own.definition import PREFIX
from handslag.indicators.own.grounds import may_take_in
from handslag.indicators.pages.asked import areas_of
from handslag.indicators.queries import recent_series, standing_for
from handslag.indicators.reading import KINDS, Definition, definitions
from handslag.indicators.series import Key, Series, Value
from handslag.places.models import Area
from handslag.plans.models import Framework, FrameworkNode
from handslag.plans.pages import open_page
from handslag.swedish.search import query_stems, words
from handslag.swedish.sorting import sort_key

GROUPINGS = {"": "Strategins mål", "typ": "Typ"}
SORTS = {"": "Namn", "senast": "Senaste uppgift först", "osaker": "Säker skillnad mot riket först"}
GOAL, LEVELS = "mål", ("vision", "mål", "delmål")
"""The strategy's levels that indicators serve; priorities under them are not among these."""
HOW_TO_FETCH = {
    "kolada": "Hämtas från Kolada",
    "scb": "Hämtas från SCB",
    "folkhalsodata": "Hämtas från Folkhälsodata",
    "skolverket": "Hämtas från Skolverket",
    "socialstyrelsen": "Hämtas från Socialstyrelsens statistikdatabas",
    "forsakringskassan": "Hämtas från Försäkringskassan",
    "own": "Redovisas i uppföljningen av insatserna",
    "file": "Läses in från en fil",
}


@dataclass(frozen=True)
class Row:
    """An indicator in the list. latest: its last number, None where there is none; then `how` tells how to get some."""

    definition: Definition
    url: str
    finding: Finding
    latest: Value | None
    value: str
    interval: str
    base: str
    how: str

    @property
    def stands_apart(self) -> bool:
        return self.finding.against_country in ("higher", "lower")


@dataclass(frozen=True)
class Group:
    """Rows under a heading. key: for the address and the page's ids; () rows is a gap, and shown as one."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @property
    def told(self) -> list[Row]:
        """Those that have a number."""
        return [row for row in self.rows if row.latest]

    @property
    def untold(self) -> list[Row]:
        """Those that have none, and say how to get one."""
        return [row for row in self.rows if not row.latest]


def indicator_list(request: HttpRequest, county: str) -> HttpResponse:
    """Every indicator with its latest value for the county; the choices stand in the address."""
    page = open_page(request, county)
    nodes = _nodes()
    rows = _rows(page.county, list(standing_for(page.county, request.user).values()))
    chosen = {
        "q": request.GET.get("q", "").strip(),
        "mal": _known(request.GET.get("mal", ""), [node.key for node in nodes]),
        "typ": _known(request.GET.get("typ", ""), KINDS),
        "tal": "1" if request.GET.get("tal") == "1" else "",
        "gruppera": _known(request.GET.get("gruppera", ""), GROUPINGS),
        "sortera": _known(request.GET.get("sortera", ""), SORTS),
    }
    found = _sorted([row for row in rows if _passes(row, chosen)], chosen["sortera"])
    groups, parts = _grouped(found, nodes, by_kind=chosen["gruppera"] == "typ", narrowed=_is_narrowed(chosen))
    context = page.context(
        "indicators",
        groups=groups,
        parts=parts,
        found=found,
        total=len(rows),
        with_figures=sum(row.latest is not None for row in rows),
        chosen=chosen,
        narrowed=_is_narrowed(chosen),
        goals={node.key: _node_title(node) for node in nodes},
        kinds={kind: wording.KINDS[kind].capitalize() for kind in KINDS},
        groupings=GROUPINGS,
        sorts=SORTS,
        about_suicide=any(row.definition.needs_help for row in found),
        may_take_in=may_take_in(request.user, page.county),
    )
    template = "indicators/list.html" + ("#results" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context)


def _nodes() -> list[FrameworkNode]:
    """Return the parts of the strategy that the indicators serve, those that none serves too. One query."""
    served = {key for each in definitions().values() for key in each.serves}
    frameworks = Framework.objects.filter(nodes__key__in=served)
    return list(FrameworkNode.objects.filter(framework__in=frameworks, kind__in=LEVELS))


def _rows(county: Area, known: Sequence[Definition]) -> list[Row]:
    """Return a row for each indicator. Few queries, however many there are."""
    areas = areas_of(known[0], county)
    read = recent_series(known, county, [areas.country] if areas.country else [])
    asked = [
        findings.Asked(
            each, read[Key(each.key, county.code)], read[Key(each.key, areas.country.code)] if areas.country else None
        )
        for each in known
    ]
    return [_row(one, said, county) for one, said in zip(asked, findings.findings(asked), strict=True)]


def _row(asked: findings.Asked, said: Finding, county: Area) -> Row:
    definition, latest = asked.definition, asked.own.latest
    return Row(
        definition,
        reverse("indicator", args=[county.slug, definition.key]),
        said,
        latest,
        "" if latest is None or latest.value is None else wording.with_unit(latest.value, definition, latest),
        wording.interval(latest, definition) if latest else "",
        wording.base(latest) if latest else "",
        "" if latest else _how(definition, asked.own),
    )


def _how(definition: Definition, own: Series) -> str:
    """Return why there is no number, and where there would be one."""
    source = definition.sources[0]
    if definition.key.startswith(PREFIX):
        return f"Inga tal än. {source.note}"
    table = f" ({source.table})" if source.table else ""
    way = f"{HOW_TO_FETCH[source.name]}{table}."
    if own.last:
        return f"{own.last.word.capitalize()}. {way}"
    if "county" not in definition.levels:
        return f"Källan har tal för kommunerna, inte för länet: de står på indikatorns sida. {way}"
    return f"Inga uppgifter inlästa. {way}"


def _passes(row: Row, chosen: Mapping[str, str]) -> bool:
    definition = row.definition
    stems = query_stems(chosen["q"])
    text = words(" ".join((definition.title, definition.plain, definition.numerator)))
    return (
        all(any(word.startswith(stem) for word in text) for stem in stems)
        and (not chosen["mal"] or chosen["mal"] in definition.serves)
        and (not chosen["typ"] or chosen["typ"] == definition.kind)
        and (not chosen["tal"] or row.latest is not None)
    )


def _sorted(rows: Iterable[Row], by: str) -> list[Row]:
    if by == "senast":
        return sorted(rows, key=lambda row: -row.latest.period_to.toordinal() if row.latest else 0)
    if by == "osaker":
        return sorted(rows, key=lambda row: not row.stands_apart)
    return sorted(rows, key=lambda row: sort_key(row.definition.title))


def _grouped(
    rows: Sequence[Row], nodes: Sequence[FrameworkNode], *, by_kind: bool, narrowed: bool
) -> tuple[list[Group], list[Group]]:
    """Return the rows under headings, and the strategy's other levels with theirs; empty ones unless narrowed.

    An indicator stands once: under the first of the strategy's goals that it serves.
    """
    if by_kind or not nodes:
        kinds = [Group(kind, wording.KINDS[kind].capitalize(), _of_kind(rows, kind)) for kind in KINDS]
        return [each for each in kinds if each.rows], _parts(rows, nodes, narrowed)
    goals = [node for node in nodes if node.kind == GOAL]
    placed: dict[str, list[Row]] = {node.key: [] for node in goals}
    rest = []
    for row in rows:
        first = next((key for key in placed if key in row.definition.serves), None)
        (placed[first] if first else rest).append(row)
    groups = [Group(node.key, _node_title(node), tuple(placed[node.key])) for node in goals]
    groups += [Group("ovriga", "Hör inte till något av de övergripande målen", tuple(rest))] if rest else []
    return [each for each in groups if each.rows or not narrowed], _parts(rows, nodes, narrowed)


def _parts(rows: Sequence[Row], nodes: Sequence[FrameworkNode], narrowed: bool) -> list[Group]:
    """Return the vision and the sub-goals, each with its indicators; nothing where only some rows are looked at."""
    return [
        Group(node.key, _node_title(node), tuple(row for row in rows if node.key in row.definition.serves))
        for node in nodes
        if node.kind != GOAL and not narrowed
    ]


def _of_kind(rows: Iterable[Row], kind: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.definition.kind == kind)


def _node_title(node: FrameworkNode) -> str:
    return f"{node.code} {node.title}".strip()


def _is_narrowed(chosen: Mapping[str, str]) -> bool:
    return any(chosen[name] for name in ("q", "mal", "typ", "tal"))


def _known(said: str, known: Iterable[str]) -> str:
    return said if said in known else ""
