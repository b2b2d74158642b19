"""What differs between two editions, section by section: what was added, taken away and changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from handslag.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Facts,
    Figure,
    Note,
    Paragraph,
    Passage,
    Section,
    Table,
    plain,
)

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Line:
    """A paragraph, an item, a row or a figure. before is "" where it was added, after where it was taken away."""

    before: str
    after: str

    @property
    def what(self) -> str:
        return CHANGED if self.before and self.after else ADDED if self.after else REMOVED


@dataclass(frozen=True)
class Differing:
    """A section that differs. what: whether the whole of it came or went."""

    key: str
    title: str
    what: str
    lines: tuple[Line, ...]


def differences(before: Document, after: Document) -> list[Differing]:
    """Return the sections that differ, in the order of the later document, with those that went where they stood."""
    old, new = {each.key: each for each in before.walk()}, {each.key: each for each in after.walk()}
    found = []
    for key in _order(list(old), list(new)):
        lines = _lines(old.get(key), new.get(key))
        if lines or key not in old or key not in new:
            what = CHANGED if key in old and key in new else ADDED if key in new else REMOVED
            found.append(Differing(key, (new.get(key) or old[key]).title, what, lines))
    return found


def _order(old: list[str], new: list[str]) -> list[str]:
    """Return all keys: those of `new` in their order, each that only `old` has after the one that it followed."""
    order = list(new)
    place = 0
    for key in old:
        if key in new:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order


def _lines(old: Section | None, new: Section | None) -> tuple[Line, ...]:
    before, after = list(_told(old)), list(_told(new))
    found = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Line(*pair) for pair in zip_longest(before[a:b], after[c:d], fillvalue="")]
    return tuple(found)


def _told(section: Section | None) -> Iterator[str]:
    """Yield what stands under a heading, its own first, as lines of text."""
    if section is None:
        return
    yield section.title
    for block in (*section.blocks, *section.notes):
        yield from filter(None, (" ".join(line.split()) for line in _of(block)))


def _of(block: Block) -> Iterable[str]:
    match block:
        case Paragraph() | Note():
            return [plain(block.words)]
        case Bullets():
            return [plain(item) for item in block.items]
        case Facts():
            return [f"{row.label}: {plain(row.words)}" for row in block.rows]
        case Table():
            return [block.caption, *(_row(plain(cell.words) for cell in row) for row in block.rows), block.note]
        case Figure():
            drawing = block.drawing
            rows = [_row(cells) for cells in drawing.rows]
            return [f"{drawing.title}. {drawing.finding}", *rows, block.source]
        case Callout():
            return [block.title, *(line for each in block.blocks for line in _of(each))]
        case Passage():
            return [line for each in block.blocks for line in _of(each)]


def _row(cells: Iterable[str]) -> str:
    return " · ".join(filter(None, cells))
