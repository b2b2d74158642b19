"""What differs between two editions, section by section: what was added, taken away and changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from handslag.documents.blocks import Document, Section
from handslag.documents.plain_text import lines

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
        differing = _lines(old.get(key), new.get(key))
        if differing or key not in old or key not in new:
            what = CHANGED if key in old and key in new else ADDED if key in new else REMOVED
            found.append(Differing(key, (new.get(key) or old[key]).title, what, differing))
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
    yield from filter(None, (" ".join(line.split()) for line in lines((*section.blocks, *section.notes), {})))
