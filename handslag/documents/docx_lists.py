"""Bulleted and numbered lists: each numbered list counts from one."""

from typing import Any

from docx.document import Document as Word

from handslag.documents.docx_ground import numbering
from handslag.documents.docx_styles import numbers_itself
from handslag.documents.docx_xml import W, tree

_LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr>{letters}</w:lvl>'
)


class Lists:
    """Makes the definitions that lists point at, in the document's numbering part."""

    def __init__(self, word: Word, idents: dict[str, str]) -> None:
        self._root = numbering(word)
        self._own_bullets = numbers_itself(word, idents["List Bullet"])
        self._abstract: dict[str, int] = {}
        self._bullets: int | None = None

    def bulleted(self) -> int | None:
        """Return the id of the bulleted list; None where the style has bullets of its own."""
        if self._own_bullets:
            return None
        if self._bullets is None:
            self._bullets = self._number("bullet", "–")
        return self._bullets

    def numbered(self) -> int:
        """Return the id of a new list that counts from one."""
        return self._number("decimal", "%1.")

    def _number(self, kind: str, text: str) -> int:
        if kind not in self._abstract:
            self._abstract[kind] = self._define(kind, text)
        number = self._free("num", "numId", 1)
        self._root.append(
            tree(
                f'<w:num w:numId="{number}"><w:abstractNumId w:val="{self._abstract[kind]}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
        return number

    def _define(self, kind: str, text: str) -> int:
        ident = self._free("abstractNum", "abstractNumId", 0)
        level = _LEVEL.format(format=kind, text=text, letters="")
        made = tree(
            f'<w:abstractNum w:abstractNumId="{ident}"><w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
        )
        first: Any = self._root.find(f"{W}num")
        if first is None:
            self._root.append(made)
        else:
            first.addprevious(made)
        return ident

    def _free(self, tag: str, name: str, least: int) -> int:
        taken = [int(each.get(f"{W}{name}")) for each in self._root.findall(f"{W}{tag}")]
        return max(taken, default=least - 1) + 1
