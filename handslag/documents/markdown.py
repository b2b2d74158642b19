"""The little Markdown that people write in reports, to blocks and back.

Paragraphs, lists, **strong**, *emphasis*, [links](https://...) and sources as [^key]. A heading becomes a strong paragraph,
since the headings of a report are its sections. HTML is text like any other: nothing that is written here can become markup.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from handslag.documents.blocks import Block, Bullets, Paragraph, Run, Words
from handslag.documents.lettering import clean

MAX_CHARACTERS = 100_000
"""A text longer than this is refused by whoever takes it in; reading it would take a second."""

_CITE = re.compile(r"(?<!\\)\[\^([^\]\s]{1,120})\]")
_HERE = re.compile(r"\[\^([^\]\s]{1,120})\]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(\s|$)")


def from_markdown(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text. Raises ValueError on one longer than MAX_CHARACTERS."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"longer than {MAX_CHARACTERS} characters: {len(text)}")
    lines = (" " * (len(line) - len(line.lstrip(" "))) + clean(line) for line in text.splitlines())
    tokens = _reader().parse("\n".join(lines))
    return tuple(_Blocks(tokens).read())


def to_markdown(blocks: Iterable[Block]) -> str:
    """Return paragraphs and lists as Markdown that `from_markdown` reads back as the same blocks.

    Raises TypeError on other blocks: they are data and are not written by hand.
    """
    return "\n\n".join(_written(block) for block in blocks)


def without_sources(text: str) -> str:
    """Return Markdown without its [^key]."""
    return _CITE.sub("", text)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "maxNesting": 20})
    reader.enable(["list", "emphasis", "link", "escape", "heading", "lheading", "newline"])
    reader.inline.ruler.before("link", "source", _source)
    return reader


def _source(state: StateInline, silent: bool) -> bool:
    """Read [^key] where it stands: what its key holds is no emphasis, and an escaped one is text."""
    found = _HERE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("source", "", 0).content = found[1]
    state.pos = found.end()
    return True


class _Blocks:
    """Walks the tokens once and gathers paragraphs and lists; what is nested deeper is set at the same depth."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.found: list[Block] = []
        self.items: list[Words] = []
        self.depth = 0
        self.ordered = False

    def read(self) -> list[Block]:
        heading = False
        for token in self.tokens:
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self.ordered = self.ordered if self.depth else token.type.startswith("ordered")
                    self.depth += 1
                case "bullet_list_close" | "ordered_list_close":
                    self._close_list()
                case "heading_open":
                    heading = True
                case "heading_close":
                    heading = False
                case "inline":
                    self._text(token, strong=heading)
        return self.found

    def _close_list(self) -> None:
        self.depth -= 1
        if not self.depth and self.items:
            self.found.append(Bullets(tuple(self.items), ordered=self.ordered))
            self.items = []

    def _text(self, token: Token, *, strong: bool) -> None:
        runs = _runs(token.children or [], strong=strong)
        if not runs:
            return
        if self.depth:
            self.items.append(runs)
        else:
            self.found.append(Paragraph(runs))


def _runs(tokens: list[Token], *, strong: bool) -> Words:
    found: list[Run] = []
    strength, stress, href = int(strong), 0, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strength += token.nesting
            case "em_open" | "em_close":
                stress += token.nesting
            case "link_open":
                href = _safe(str(token.attrGet("href") or ""))
            case "link_close":
                href = ""
            case "source":
                found.append(Run("", cites=(token.content,)))
            case "softbreak" | "hardbreak":
                found.append(Run(" ", strong=strength > 0, emphasis=stress > 0))
            case _:
                found.append(Run(token.content, strong=strength > 0, emphasis=stress > 0, href=href))
    return _trimmed(_joined(found))


def _safe(href: str) -> str:
    """Return an address that a reader may be led to; "" for any other scheme than http and https."""
    parts = urlsplit(href)
    return href if parts.scheme in ("http", "https") and parts.netloc else ""


def _joined(runs: list[Run]) -> Words:
    """Return neighbours of one style as one run: sources end a run. Two blanks in a row are one."""
    found: list[Run] = []
    for run in runs:
        before = found[-1] if found else None
        if before and before.text.endswith(" ") and not before.cites:
            run = replace(run, text=run.text.lstrip(" "))
        if not run.text and not run.cites:
            continue
        if before and not run.text:
            found[-1] = replace(before, cites=before.cites + run.cites)
        elif before and not before.cites and replace(before, text=run.text) == run:
            found[-1] = replace(before, text=before.text + run.text)
        else:
            found.append(run)
    return tuple(found)


def _trimmed(runs: Words) -> Words:
    """Return the runs without blanks at either end, and without such as say nothing."""
    if not runs:
        return runs
    first = replace(runs[0], text=runs[0].text.lstrip(" "))
    runs = (first, *runs[1:])
    last = replace(runs[-1], text=runs[-1].text.rstrip(" "))
    return tuple(run for run in (*runs[:-1], last) if run.text or run.cites)


def _written(block: Block) -> str:
    match block:
        case Paragraph():
            return _LINE_START.sub(_kept_as_text, _line(block.words))
        case Bullets():
            marks = [f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1)]
            return "\n".join(
                f"{mark} {_LINE_START.sub(_kept_as_text, _line(item))}"
                for mark, item in zip(marks, block.items, strict=True)
            )
        case _:
            raise TypeError(f"not written by hand: {type(block).__name__}")


def _kept_as_text(found: re.Match[str]) -> str:
    """Return the start of a line that only looks like a list item, so that it stays text."""
    before, mark, space = found.groups()
    return f"{before}{mark[:-1]}\\{mark[-1]}{space}"


def _line(runs: Words) -> str:
    return "".join(_run(run) for run in runs).strip()


def _run(run: Run) -> str:
    text = _SPECIAL.sub(r"\\\1", run.text)
    bare = text.strip()
    if bare and (run.strong or run.emphasis):
        mark = "**" * run.strong + "*" * run.emphasis
        text = text.replace(bare, f"{mark}{bare}{mark}", 1)
    if run.href and bare:
        text = f"[{text}]({run.href})"
    return text + "".join(f"[^{key}]" for key in run.cites)
