"""A framework in a file from a county: read, held against what all counties share, and shown before it is added.

Frameworks belong to every county of the installation. What is here is never changed by a file: a county adds a new one,
or a new version under a key of its own.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handslag.exchange import schema
from handslag.exchange.preview import shared_differing
from handslag.exchange.reader import BrokenFile, Problem, printable, read
from handslag.exchange.references import Fault
from handslag.plans.models import Framework, FrameworkNode
from handslag.trust.models import SourceDocument

MOST_NODES = 1_000
MOST_LEVELS = 8
MAY_STAND = frozenset({"format", "version", "documents", "frameworks", "citations"})


@dataclass(frozen=True)
class Branch:
    """A node with those under it."""

    node: schema.Node
    branches: tuple["Branch", ...]


@dataclass(frozen=True)
class Shown:
    """A framework of a file as the preview shows it.

    levels: the framework's own word for a level, and how many nodes it has. is_here: the same stands here already.
    others: frameworks here with the same name, which are left as they are.
    """

    framework: schema.Framework
    kind: str
    state: str
    levels: list[tuple[str, int]]
    branches: tuple[Branch, ...]
    is_here: bool
    others: list[Framework]


def read_file(raw: bytes, suffix: str) -> schema.Exchange:
    """Return the document of a file, with nothing in it but what may be added. Raises BrokenFile."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ramverk{suffix}"
        path.write_bytes(raw)
        return read(path, also=shared_faults)


def told(problem: Problem) -> str:
    """Return a problem in words: its line and field, without the name that the file had here."""
    where = [f"rad {problem.line}" if problem.line else "", f"fältet {problem.field[:200]}" if problem.field else ""]
    start = ", ".join(part for part in where if part)
    return printable(f"{start.capitalize()}: {problem.message[:1000]}" if start else problem.message[:1000])


def problems_of(broken: BrokenFile) -> list[str]:
    """Return the problems of a file in words, each once."""
    return list(dict.fromkeys(told(problem) for problem in broken.problems))


def shown(document: schema.Exchange) -> list[Shown]:
    """Return the frameworks of a document as a preview shows them. Two queries."""
    keys = [item.id for item in document.frameworks]
    here = set(Framework.objects.filter(key__in=keys).values_list("key", flat=True))
    named = list(Framework.objects.filter(title__in=[item.title for item in document.frameworks]))
    return [
        Shown(
            item,
            Framework.KINDS[item.kind],
            Framework.STATES.get(item.state or "", ""),
            list(Counter(node.kind or "delar" for node in item.nodes).items()),
            _branches(item.nodes),
            item.id in here,
            [row for row in named if row.title == item.title and row.key != item.id],
        )
        for item in document.frameworks
    ]


def _branches(nodes: list[schema.Node], parent: str | None = None) -> tuple[Branch, ...]:
    """Return the nodes as a tree, in their own order."""
    own = sorted((node for node in nodes if node.parent == parent), key=lambda node: node.position)
    return tuple(Branch(node, _branches(nodes, node.id)) for node in own)


# What may not be added


def shared_faults(document: schema.Exchange) -> list[Fault]:
    """Return what a county may not read in here, as (place in the document, message in Swedish)."""
    own = [*_other_things(document), *(fault for n in range(len(document.frameworks)) for fault in _form(document, n))]
    return own or [*_taken_documents(document), *_taken_keys(document), *_taken_titles(document)]


def _other_things(document: schema.Exchange) -> Iterator[Fault]:
    for name in type(document).model_fields:
        if name not in MAY_STAND and getattr(document, name):
            yield (name,), "Här läses bara ramverk in. Ta bort den här delen ur filen."
    if not document.frameworks:
        yield (), "Filen har inget ramverk. Utgå från mallen."
    if sum(len(item.nodes) for item in document.frameworks) > MOST_NODES:
        yield ("frameworks",), f"Filen har fler än {MOST_NODES} delar."


def _form(document: schema.Exchange, n: int) -> Iterator[Fault]:
    item = document.frameworks[n]
    if not item.nodes:
        yield ("frameworks", n, "nodes"), "Ramverket har inga delar."
    levels = _levels(item.nodes)
    for m, node in enumerate(item.nodes):
        if levels[node.id] > MOST_LEVELS:
            yield ("frameworks", n, "nodes", m, "parent"), f"Ramverket har fler än {MOST_LEVELS} nivåer."
        if node.goal:
            yield ("frameworks", n, "nodes", m, "goal"), "Koppla till länets mål i planen. Ta bort fältet ur filen."


def _levels(nodes: list[schema.Node]) -> dict[str, int]:
    """Return on which level each node stands, the top being 1."""
    parents = {node.id: node.parent for node in nodes}
    levels: dict[str, int] = {}
    for node in nodes:
        path, at = [], node.id
        while at and at not in levels:
            path.append(at)
            at = parents[at]
        for each in reversed(path):
            levels[each] = levels.get(parents[each] or "", 0) + 1
    return levels


def _taken_documents(document: schema.Exchange) -> Iterator[Fault]:
    """Yield source documents whose key another document has here: its citations would point at the wrong one."""
    keys = [item.id for item in document.documents]
    here = dict(SourceDocument.objects.filter(key__in=keys).values_list("key", "title"))
    for n, item in enumerate(document.documents):
        if here.get(item.id, item.title) != item.title:
            yield ("documents", n, "id"), f"Nyckeln {item.id} har redan dokumentet ”{here[item.id]}”. Välj en annan."


def _taken_keys(document: schema.Exchange) -> Iterator[Fault]:
    """Yield frameworks that are here with other content, and nodes whose key another framework has here."""
    differing = {each.key for each in shared_differing(document) if each.section == "frameworks"}
    keys = [node.id for item in document.frameworks for node in item.nodes]
    rows = FrameworkNode.objects.filter(key__in=keys).values_list("key", "framework__key", "framework__title")
    taken = {key: (framework, title) for key, framework, title in rows}
    for n, item in enumerate(document.frameworks):
        if item.id in differing:
            yield (
                ("frameworks", n, "id"),
                f"Ramverket {item.id} finns redan med annat innehåll, och andra län kan använda det. En ny version "
                "får en egen nyckel, till exempel med årtalet sist.",
            )
        for m, node in enumerate(item.nodes):
            framework, title = taken.get(node.id, (item.id, ""))
            if framework != item.id:
                place = ("frameworks", n, "nodes", m, "id")
                yield place, f"Nyckeln {node.id} hör till ramverket ”{title}”. Välj en annan, till exempel med årtalet."


def _taken_titles(document: schema.Exchange) -> Iterator[Fault]:
    """Yield new frameworks that could not be told from one that is here, or from one earlier in the file."""
    keys = [item.id for item in document.frameworks]
    rows = Framework.objects.exclude(key__in=keys).values_list("title", "version")
    seen = {(title.casefold(), version.casefold()) for title, version in rows}
    for n, item in enumerate(document.frameworks):
        name = (item.title.casefold(), (item.version or "").casefold())
        if name in seen:
            yield (
                ("frameworks", n, "version"),
                "Ett ramverk med samma namn och version finns redan. Skriv vilken version det här är.",
            )
        seen.add(name)
