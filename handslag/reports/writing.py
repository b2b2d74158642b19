"""What the sections are written with: the ground, the sources so far, addresses, and the texts that people have edited."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from handslag.documents.blocks import Block, Bullets, Fact, Facts, Note, Paragraph, Passage, Run, Words, runs_of, words
from handslag.documents.markdown import from_markdown, to_markdown, without_sources
from handslag.plans.models import Plan
from handslag.plans.queries.coverage import Place
from handslag.plans.queries.goals import Goal
from handslag.plans.queries.rows import InitiativeRow
from handslag.reports.gather import Ground
from handslag.reports.sourced import Sources


@dataclass(frozen=True)
class Edit:
    """What somebody wrote in the place of an automatic text. automatic: that text, as Markdown, when it was written."""

    markdown: str
    automatic: str


@dataclass
class Writer:
    """Handed to every section. rows: the initiatives that the report is about. is_draft: whether people still work on it."""

    ground: Ground
    sources: Sources
    edits: Mapping[str, Edit]
    site: str
    rows: list[InitiativeRow]
    area: Place | None = None
    goal: Goal | None = None
    organisation: int | None = None
    is_draft: bool = False

    @property
    def plan(self) -> Plan:
        return self.ground.plan

    @property
    def reported(self) -> list[InitiativeRow]:
        return [row for row in self.rows if row.listing == "reported"]

    def link(self, address: str) -> str:
        """Return an address that holds where the report is read; "" where no site is known."""
        return self.site.rstrip("/") + address if self.site and address else ""

    def named(self, row: InitiativeRow, *, cites: tuple[str, ...] = ()) -> Words:
        """Return an initiative's title, linked to its page."""
        return (Run(row.title, href=self.link(row.url), cites=cites),)

    def once_sourced(self, make: Callable[[], Iterable[Block]]) -> tuple[Block, ...]:
        """Return the blocks; where all that is cited in them has the same sources, these stand once, last."""
        blocks = tuple(make())
        cited = {known for run in runs_of(blocks) if (known := self.sources.known(run.cites))}
        if len(cited) != 1:
            return blocks
        keys = cited.pop()
        with self.sources.quiet():
            blocks = tuple(make())
        titles = "; ".join(self.sources.title(key) for key in keys)
        return (*blocks, Note((Run(f"Källa: {titles}", cites=keys),)))

    def passage(self, key: str, title: str, blocks: Iterable[Block]) -> Passage:
        """Return an automatic text as one that people may edit: theirs, where somebody has written one."""
        blocks = tuple(blocks)
        automatic = to_markdown(blocks)
        edit = self.edits.get(key)
        if edit is None:
            return Passage(key, title, blocks, automatic)
        # What is told, not where its sources stand: they may come to be told once, last, when a text beside it changes.
        state = "edited" if without_sources(edit.automatic) == without_sources(automatic) else "stale"
        return Passage(key, title, _in_style_of(blocks, from_markdown(edit.markdown)), automatic, state, edit.automatic)

    def finding(self, key: str, title: str, text: str) -> Passage:
        """Return the sentence under a section's heading, as one that people may edit."""
        return self.passage(f"slutsats:{key}", title, (Paragraph(words(text), "finding"),))


def _in_style_of(automatic: tuple[Block, ...], written: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return what was written in the style of the text that it stands for: Markdown knows none."""
    first = automatic[0] if automatic else None
    if not isinstance(first, Paragraph) or first.style == "body":
        return written
    return tuple(replace(block, style=first.style) if isinstance(block, Paragraph) else block for block in written)


def fact(label: str, text: str, cites: tuple[str, ...] = (), *, mark: str = "") -> Fact:
    """Return a label and a text as they stand in a list of facts."""
    return Fact(label, words(text, cites=cites) if text else (), mark)


def facts(*rows: Fact | None) -> tuple[Facts, ...]:
    """Return the facts that say something, as one block; no block where none does."""
    told = tuple(row for row in rows if row and row.words)
    return (Facts(told),) if told else ()


def bullets(items: Iterable[Words | str], *, ordered: bool = False) -> tuple[Bullets, ...]:
    """Return a list, or no block where it would be empty."""
    made = tuple(words(item) if isinstance(item, str) else item for item in items)
    return (Bullets(made, ordered),) if made else ()
