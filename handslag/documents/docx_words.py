"""Runs of text in a Word file: with their links, and the numbers of their sources."""

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from handslag.documents.blocks import Citation, Run, Words
from handslag.documents.docx_xml import TAB, address, anchor, bookmark, paragraph, run


class Text:
    """Writes runs. idents: style name -> id. numbers: key of a source -> its number."""

    def __init__(self, word: Word, idents: dict[str, str], numbers: dict[str, int]) -> None:
        self._part, self._idents, self._numbers = word.part, idents, numbers
        self._links: dict[str, str] = {}
        self._bookmarks = 0

    def words(self, words: Words, *, tone: str = "", strong: bool = False) -> str:
        """Return runs, each with its link and the numbers of its sources."""
        return "".join(self._run(each, tone, strong) + self._cites(each.cites) for each in words)

    def bookmark(self, name: str, inner: str) -> str:
        """Return the inside with a name that links can point at; a name is given once in a file."""
        self._bookmarks += 1
        return bookmark(self._bookmarks, name, inner)

    def source(self, number: int, citation: Citation, *, named: bool) -> str:
        """Return a line of the list of sources: a place that numbers in the text lead to. named: with its document."""
        told = (citation.document if named else "", citation.place)
        shown = Run(", ".join(part for part in told if part) or citation.document, href=citation.href)
        label = self.bookmark(_place(number), run(str(number), style=self._idents["Handslag etikett"]))
        return paragraph(label + TAB + self._run(shown, "", False), self._idents["Handslag källa"])

    def _run(self, each: Run, tone: str, strong: bool) -> str:
        strong = strong or each.strong
        link = self._link(each.href) if each.href and each.text else ""
        if not link:
            return run(each.text, strong=strong, emphasis=each.emphasis, tone=tone)
        inner = run(each.text, style=self._idents["Hyperlink"], strong=strong, emphasis=each.emphasis)
        return f'<w:hyperlink r:id="{link}" w:history="1">{inner}</w:hyperlink>'

    def _link(self, href: str) -> str:
        """Return the id of the relationship to an address, "" for what is no address to link to."""
        target = address(href)
        if target and target not in self._links:
            self._links[target] = self._part.relate_to(target, RT.HYPERLINK, is_external=True)
        return self._links.get(target, "")

    def _cites(self, keys: tuple[str, ...]) -> str:
        style = self._idents["Handslag källhänvisning"]
        found = sorted({self._numbers[key] for key in keys if key in self._numbers})
        links = [anchor(_place(number), run(str(number), style=style)) for number in found]
        return run(", ", style=style).join(links)


def _place(number: int) -> str:
    return f"kalla_{number}"
