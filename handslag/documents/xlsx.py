"""A report's lists as a workbook: an index, one sheet for each list, and the sources.

Which type a cell has is told in `xlsx_plan`; here is how it looks. Nothing that somebody wrote can become a formula or a
link, and the same document always gives the same bytes.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from handslag.documents.blocks import Document
from handslag.documents.docx_xml import address
from handslag.documents.drawing import colour
from handslag.documents.lettering import clean, measure, wrap
from handslag.documents.plain_text import line, lines
from handslag.documents.sourcing import numbered_sources
from handslag.documents.xlsx_plan import INDEX, SOURCES, Sheet, Typed, first_letters, sheets
from handslag.swedish import dates

_NO_DAY = datetime.date(2000, 1, 1)
_A4 = 9
_LONGEST = 32_767  # letters in a cell, Excel's own limit
_LONGEST_LINK = 2_000
_LETTER = measure("0")  # Excel's measure of width
_HEADER = 3  # the row of the headings on a sheet with a list: caption, note and the way back stand above
_WIDTHS = {  # in letters, at least and at most
    "text": (12, 56),
    "number": (11, 24),
    "kronor": (13, 26),
    "date": (12, 26),
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_BASE = {"font_name": "Calibri", "font_size": 11, "font_color": colour("ink"), "valign": "top"}
_RULED = {"text_wrap": True, "bottom": 1, "bottom_color": colour("line")}
_HEAD = {"bold": True, "bottom": 2, "bottom_color": colour("rule"), "text_wrap": True, "valign": "bottom"}
_TONES = {"silent": "muted", "confirmed": "ochre"}


def write(document: Document) -> bytes:
    """Return the document's lists as .xlsx. A text longer than Excel's 32 767 letters is cut, with "…" at its end."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    _Writer(document, book).write()
    book.close()
    return file.getvalue()


@dataclass
class _Writer:
    document: Document
    book: Any
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def write(self) -> None:
        lists = sheets(self.document)
        sources = self._sources()
        every = (*lists, sources) if sources.rows else lists
        index = self.book.add_worksheet(INDEX)
        made = [self.book.add_worksheet(sheet.name) for sheet in every]
        self._index(index, every)
        for number, (sheet, page) in enumerate(zip(every, made, strict=True), start=1):
            self._list(page, sheet, number)
        document = self.document
        self.book.set_properties(
            {
                "title": clean(document.title)[:255],
                "subject": clean(document.subtitle)[:255],
                "author": clean(document.maker)[:255],
                "created": datetime.datetime.combine(document.made_on or _NO_DAY, datetime.time()),
            }
        )

    def _sources(self) -> Sheet:
        rows = tuple(
            (
                Typed(number, "number", "0"),
                Typed(clean(source.document)),
                Typed(clean(source.place)),
                Typed(clean(source.href), href=address(source.href)),
            )
            for number, source in numbered_sources(self.document)
        )
        kinds = ("number", "text", "text", "text")
        return Sheet(SOURCES, SOURCES, (), ("Nummer", "Dokument", "Plats", "Adress"), kinds, rows)

    # The index

    def _index(self, page: Any, every: Sequence[Sheet]) -> None:
        document = self.document
        self._page(page)
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 10)
        page.set_column(2, 2, 86)
        row = self._heading(page)
        for label, said in self._facts():
            page.write_string(
                row, 0, first_letters(label, _LONGEST), self._format(font_color=colour("muted"), text_wrap=True)
            )
            page.merge_range(row, 1, row, 2, first_letters(said, _LONGEST), self._format(text_wrap=True))
            page.set_row(row, _height(said, 96))
            row += 1
        if document.help:
            said = " ".join(lines(document.help.blocks, {}))
            page.write_string(row, 0, clean(document.help.title), self._format(bold=True, font_color=colour("falu")))
            page.merge_range(row, 1, row, 2, first_letters(said, _LONGEST), self._format(text_wrap=True))
            page.set_row(row, _height(said, 96))
            row += 1
        row += 1
        for place, title in enumerate(("Blad", "Rader", "Innehåll")):
            page.write_string(
                row, place, title, self._format(**_HEAD, align="right" if place == 1 else "left", indent=1)
            )
        for number, sheet in enumerate(every, start=row + 1):
            link = "internal:'" + sheet.name.replace("'", "''") + "'!A1"
            page.write_url(
                number, 0, link, self._format(**_RULED, font_color=colour("spruce"), underline=1), sheet.name
            )
            page.write_number(number, 1, len(sheet.rows), self._format(**_RULED, num_format="#,##0"))
            told = ". ".join(part.rstrip(".") for part in (sheet.caption, *sheet.notes))
            page.write_string(number, 2, first_letters(told, _LONGEST), self._format(**_RULED, align="left", indent=1))
            page.set_row(number, _height(told, 84))
        page.set_first_sheet()
        page.activate()

    def _heading(self, page: Any) -> int:
        """Write the title and what stands under it. Return the next row."""
        document = self.document
        serif: dict[str, object] = {"font_name": "Georgia", "text_wrap": True}
        said: list[tuple[str, int, dict[str, object]]] = [
            (clean(document.mark), 11, {"bold": True, "font_color": colour("ochre")}),
            (clean(document.title), 20, serif),
            (clean(document.subtitle), 11, {"font_color": colour("muted")}),
            (clean(document.finding), 13, serif),
        ]
        row = 0
        for text, size, look in said:
            if text:
                page.merge_range(row, 0, row, 2, text, self._format(**{**look, "font_size": size}))
                page.set_row(row, _height(text, 130 * 11 // size, size=size))
                row += 1
        return row + 1

    def _facts(self) -> Iterable[tuple[str, str]]:
        document = self.document
        numbers = document.numbers()
        yield from ((clean(fact.label), line(fact.words, numbers)) for fact in document.facts.rows)
        if document.maker:
            yield "Ansvarig", clean(document.maker)
        if document.made_on:
            yield "Gjord", dates.day(document.made_on)

    # A list

    def _list(self, page: Any, sheet: Sheet, number: int) -> None:
        self._page(page)
        widths = [_width(sheet, place) for place in range(len(sheet.titles))]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.write_string(0, 0, sheet.caption, self._format(font_name="Georgia", font_size=16))
        page.set_row(0, 24)
        note = " ".join(sheet.notes)
        if note:
            self._note(page, note, widths)
        link = self._format(font_color=colour("spruce"), underline=1)
        page.write_url(2, 0, f"internal:'{INDEX}'!A1", link, "Till innehållet")
        page.set_row(2, 24)
        page.set_row(
            _HEADER, max(_height(title, int(width) - 4) for title, width in zip(sheet.titles, widths, strict=True))
        )
        for at, row in enumerate(sheet.rows, start=_HEADER + 1):
            for place, cell in enumerate(row):
                after_figure = place > 0 and sheet.kinds[place - 1] != "text"
                self._cell(page, at, place, cell, sheet.kinds[place], after_figure=after_figure)
            page.set_row(at, max(_height(cell.value, int(width) - 1) for cell, width in zip(row, widths, strict=True)))
        last = _HEADER + max(len(sheet.rows), 1)
        columns = [
            {"header": title, "header_format": self._head(kind, after)}
            for title, kind, after in zip(sheet.titles, sheet.kinds, ("text", *sheet.kinds), strict=False)
        ]
        page.add_table(
            _HEADER, 0, last, len(sheet.titles) - 1, {"columns": columns, "name": f"Lista_{number}", "style": None}
        )
        page.freeze_panes(_HEADER + 1, 1)
        page.repeat_rows(_HEADER)

    def _note(self, page: Any, note: str, widths: list[float]) -> None:
        """Write a note over as many columns as a line of text takes."""
        across = 1
        while across < len(widths) and sum(widths[:across]) < 100:
            across += 1
        look = self._format(font_color=colour("muted"), text_wrap=True)
        if across > 1:
            page.merge_range(1, 0, 1, across - 1, first_letters(note, _LONGEST), look)
        else:
            page.write_string(1, 0, first_letters(note, _LONGEST), look)
        page.set_row(1, _height(note, int(sum(widths[:across]))))

    def _cell(self, page: Any, row: int, place: int, cell: Typed, kind: str, *, after_figure: bool) -> None:
        look: dict[str, object] = dict(_RULED)
        if after_figure and kind == "text":
            look |= {"align": "left", "indent": 1}
        if isinstance(cell.value, datetime.date):
            day = datetime.datetime.combine(cell.value, datetime.time())
            page.write_datetime(row, place, day, self._format(**look, num_format=cell.number_format, align="right"))
            return
        if not isinstance(cell.value, str):
            page.write_number(row, place, cell.value, self._format(**look, num_format=cell.number_format))
            return
        text = first_letters(cell.value, _LONGEST)
        text = text if text == cell.value else first_letters(text, _LONGEST - 1) + "…"
        if cell.shown in _TONES:
            look |= {"font_color": colour(_TONES[cell.shown]), "bold": cell.shown == "confirmed"}
        if kind != "text":
            look["align"] = "right"  # words stand where the figure would have stood
        if cell.href and text and len(cell.href) < _LONGEST_LINK:
            look |= {"font_color": colour("spruce"), "underline": 1}
            page.write_url(row, place, cell.href, self._format(**look), text)
        elif text:
            # The mark of a text, so that it stays one also when somebody edits the cell.
            look |= {"quote_prefix": True} if text.startswith(_FORMULA_STARTS) else {}
            page.write_string(row, place, text, self._format(**look))
        else:
            page.write_blank(row, place, None, self._format(**look))

    # Looks

    def _page(self, page: Any) -> None:
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        foot = " · ".join(part for part in (clean(self.document.mark), clean(self.document.title)) if part)
        page.set_footer(f"&L{foot[:180].replace('&', '&&')}&RSida &P av &N")

    def _head(self, kind: str, before: str) -> Any:
        """Return the look of a heading. A figure's stands to the right of it, where the filter's button leaves room."""
        if kind != "text":
            return self._format(**_HEAD, align="right", indent=2)
        return self._format(**_HEAD, align="left", indent=1 if before != "text" else 0)

    def _format(self, **look: object) -> Any:
        """Return a format; the same look is the same format, since Excel allows but 64 000."""
        whole = {**_BASE, **look}
        key = tuple(sorted(whole.items(), key=lambda each: each[0]))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(whole)
        return self.formats[key]


def _width(sheet: Sheet, place: int) -> float:
    """Return a column's width in letters: of its content, within what its kind may have."""
    least, most = _WIDTHS[sheet.kinds[place]]
    texts = [measure(sheet.titles[place], bold=True) / _LETTER + 4, *(_letters(row[place]) for row in sheet.rows)]
    return float(min(max(max(texts) * 1.03 + 1.5, least), most))


def _letters(cell: Typed) -> float:
    if isinstance(cell.value, str):
        return measure(cell.value[:200]) / _LETTER
    if isinstance(cell.value, datetime.date):
        return 10
    return len(f"{cell.value:,.0f}") + len(cell.number_format.partition(".")[2]) + 3


def _height(value: object, width: float, *, size: int = 11) -> float:
    """Return the height of a row with a text in a cell `width` letters wide, in points: at most what Excel allows.

    Programs differ in whether they find that out themselves.
    """
    lines = len(wrap(value, within=max(width, 2) * _LETTER, lines=40)) if isinstance(value, str) else 1
    return min(max(lines, 1) * size * 1.36 + 3, 400.0)
