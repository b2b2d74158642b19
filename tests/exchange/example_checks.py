"""What a person who reviews the example files looks for, as functions that return faults in words.

`sources` maps a document's key to the lines of its text ("002" -> [...]); line 1 comes first.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from handslag.exchange import schema
from handslag.exchange.keys import places_cited
from handslag.exchange.references import things
from handslag.swedish.numbers import words_for

Sources = dict[str, list[str]]

OWN_FIELDS = {
    schema.Plan: {"visibility", "status", "stale_after_months", "state_as_of", "state_as_of_text", "level_names"},
    schema.Initiative: {"listing", "visibility", "about_suicide", "tiers", "reach", "target_groups", "methods"},
    schema.Goal: {"kind", "plain", "public_line", "problem_type", "problem_reason"},
    schema.Framework: {"kind", "state", "note"},
    schema.Organisation: {"sector", "area", "note", "source"},
    schema.OrganisationList: set(),
    schema.Division: {"word"},
    schema.Method: set(),
}
"""Fields by which we classify, or which are our own wording: they need no source of their own."""

NEVER_CITED = {"id", "parent", "position", "sources", "ours", "missing", "user_influence"}
MENTIONS_PEOPLE = re.compile(r"^(Dialogmöte|Mailkonversation|Statistik|Länsdelssamordnare|Information)")
_WORD = r"[A-ZÅÄÖ][^\W\d_]+"
PERSON = re.compile(rf"(?:: |, |och |med |projektledare )({_WORD}(?: {_WORD}){{1,3}})(?=[,.]| och |$)")

CONTACTS = {
    "e-postadress": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "telefonnummer": re.compile(
        r"(?<![\d:-])(?:0\d{1,3}[- ]?|\+46 ?\(?0?\)?\d{1,3}[- ]?)\d{2,3} ?\d{2} ?\d{2,3}(?!\d)"
    ),
    "personnummer": re.compile(r"(?<!\d)(?:19|20)?\d{2}[01]\d[0-3]\d[-+ ]?\d{4}(?!\d)"),
}


def uncited(document: schema.Exchange) -> list[str]:
    """Return facts, and plain fields of things, that say neither where they stand nor why they are ours."""
    return [fault for place, thing in things(document) for fault in _uncited(place, thing)]


def _uncited(place: tuple[str | int, ...], thing: schema.Thing) -> Iterator[str]:
    name = ".".join(str(part) for part in place)
    if isinstance(thing, schema.Fact) and not (thing.source or thing.ours):
        yield f"{name}: varken källa eller skäl"
    if isinstance(thing, schema.Division) and not thing.ours:
        yield from (f"{name}: länsdelen {part.id} har ingen källa" for part in thing.lansdelar if not part.source)
    if isinstance(thing, schema.Cited) and not thing.ours and not getattr(thing, "source", None):
        for field in _stated_fields(thing):
            if field not in thing.sources:
                yield f"{name}: fältet {field} har ingen källa"


def _stated_fields(thing: schema.Cited) -> Iterator[str]:
    """Yield the plain fields that hold something stated; lists of facts and periods cite for themselves."""
    own = NEVER_CITED | OWN_FIELDS.get(type(thing), set())
    for field, info in type(thing).model_fields.items():
        value = getattr(thing, field)
        if field in own or value == info.default or value in (None, [], {}):
            continue
        items = value if isinstance(value, list) else [value]
        is_plain = not any(isinstance(item, schema.Thing) for item in items)
        if is_plain or (isinstance(value, schema.Period) and not value.source):
            yield field


def unlisted_documents(document: schema.Exchange) -> list[str]:
    """Return citations of documents that the files do not list."""
    known = {item.id for item in document.documents}
    return [
        f"{name}: dokumentet {key} finns inte"
        for name, source in citations(document)
        for key, _ in places_cited(source)
        if key not in known
    ]


def citations(document: schema.Exchange) -> Iterator[tuple[str, str]]:
    """Yield (place, source) of everything that is cited."""
    for place, thing in things(document):
        name = ".".join(str(part) for part in place)
        if source := getattr(thing, "source", None):
            yield name, source
        for field, source in getattr(thing, "sources", {}).items():
            yield f"{name}.{field}", source


def missing_lines(document: schema.Exchange, sources: Sources) -> list[str]:
    """Return citations of lines that do not exist, or that hold no text."""
    faults = []
    for name, source in citations(document):
        for key, lines in places_cited(source):
            for first, last in ranges(lines):
                stated = sources[key][first - 1 : last]
                if not 1 <= first <= last <= len(sources[key]) or not "".join(stated).strip():
                    faults.append(f"{name}: raderna {key}:{first}-{last} finns inte")
    return faults


def ranges(lines: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each part: "7, 9-12" gives (7, 7) and (9, 12)."""
    for part in lines.split(","):
        first, _, last = part.strip().partition("-")
        yield int(first), int(last or first)


def cited_text(source: str, sources: Sources) -> str:
    """Return the cited lines, joined by line breaks."""
    return "\n".join(
        line
        for key, lines in places_cited(source)
        for first, last in ranges(lines)
        for line in sources[key][first - 1 : last]
    )


def stands(value: Decimal, text: str) -> bool:
    """Return whether a number stands in the text: in digits, thousands parted or not, or as a word."""
    whole, _, decimals = format(value.normalize(), "f").partition(".")
    digits = f"{int(whole):,}".replace(",", r"[ \u00a0.]?") + (f"[.,]{decimals}0*" if decimals else r"(?:[.,]0+)?")
    if re.search(rf"(?<![\d,.])(?<!\d[ \u00a0]){digits}(?!\d|[.,]\d|[ \u00a0]\d{{3}}\b)", text):
        return True
    words = words_for(int(value)) if value == int(value) else set()
    return any(re.search(rf"\b{word}(?:tal)?\b", text, re.IGNORECASE) for word in words)


def figures_not_stated(document: schema.Exchange, sources: Sources) -> list[str]:
    """Return numbers that do not stand in the lines they are cited from."""
    faults = []
    for place, thing in things(document):
        source = getattr(thing, "source", None)
        if (
            not isinstance(thing, schema.Figure | schema.CitedFigure | schema.Survey | schema.Post | schema.Places)
            or not source
        ):
            continue
        text = cited_text(source, sources)
        for field, value in _numbers(thing):
            full_time = field == "percent" and value == 100 and "heltid" in text.lower()
            if not full_time and not stands(value, text):
                faults.append(f"{'.'.join(map(str, place))}: {field} {value} står inte i {source}")
    return faults


def _numbers(thing: schema.Thing) -> Iterator[tuple[str, Decimal]]:
    fields = ("value", "numerator", "denominator", "n_asked", "n_answering", "scale_max", "percent", "count", "of")
    for field in fields:
        if (value := getattr(thing, field, None)) is not None:
            yield field, Decimal(value)
    for answer in getattr(thing, "answers", []):
        yield from ((f"answers.{field}", value) for field, value in _numbers(answer))


def titles_not_stated(document: schema.Exchange, sources: Sources) -> list[str]:
    """Return titles given as verbatim that do not stand in the lines they are cited from."""
    faults = []
    for name, title, source in _verbatim(document):
        if bare(title) not in bare(cited_text(source, sources)):
            faults.append(f"{name}: {title!r} står inte i {source}")
    return faults


def _verbatim(document: schema.Exchange) -> Iterator[tuple[str, str, str]]:
    for goal in document.goals:
        if "title" in goal.sources:
            yield f"goals {goal.id}", goal.title, goal.sources["title"]
        if goal.text and "text" in goal.sources:
            yield f"goals {goal.id} text", goal.text, goal.sources["text"]
    for framework in document.frameworks:
        for node in framework.nodes:
            if node.wording == "official" and node.source:
                yield f"nodes {node.id}", node.title, node.source
                for question in node.questions:
                    yield f"nodes {node.id} question", question, node.source
    for term in document.plan.terms if document.plan else ():
        if term.wording == "official" and term.source:
            yield f"terms {term.id}", term.definition, term.source
    for survey in document.plan.surveys if document.plan else ():
        if survey.question and survey.source:
            yield f"surveys {survey.id}", survey.question, survey.source
    for item in document.initiatives:
        if item.source_title and "source_title" in item.sources:
            yield f"initiatives {item.id}", item.source_title, item.sources["source_title"]


def bare(text: str) -> str:
    """Return the text without spaces, quotes, hyphens and dashes, which line breaks and typesetting change."""
    return re.sub(r"[\s\u00ad\u2010-\u2015\-\"'\u2018-\u201f\u00b4`]", "", text)


def people(lines: list[str]) -> set[str]:
    """Return the names of persons in a list of references."""
    paragraphs = "\n".join(line.strip() for line in lines).split("\n\n")
    told = " ".join(
        re.sub(r"-\n", "", paragraph).replace("\n", " ")
        for paragraph in paragraphs
        if MENTIONS_PEOPLE.match(paragraph.strip())
    )
    found = {match[1] for match in PERSON.finditer(re.sub(r" +", " ", told))}
    return {name for name in found if "Örebro" not in name.split()}  # a hospital's name has that shape too


def contacts(text: str) -> list[str]:
    """Return what looks like an address, a telephone number or a personal identity number."""
    return [f"{kind}: {match[0]}" for kind, pattern in CONTACTS.items() for match in pattern.finditer(text)]
