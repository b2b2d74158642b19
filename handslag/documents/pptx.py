"""A report as a presentation: one idea on each slide, the whole text in the notes.

Every slide has its title in the title placeholder, so that the outline and a screen reader can find it. Without the
county's own template the look is ours (`pptx_own`).
"""

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER as PH
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Pt

from handslag.documents.blocks import Cell, Column, Document, words
from handslag.documents.lettering import SIZE, clean, wrap
from handslag.documents.office_template import packed
from handslag.documents.plain_text import lines, tidy
from handslag.documents.pptx_drawing import add_figure, add_grid, add_text, copied_placeholder, set_text
from handslag.documents.pptx_master import Master, Room, open_master
from handslag.documents.pptx_measure import Area, Grid, Shown, Text, row_height
from handslag.documents.pptx_plan import Slide, plan
from handslag.documents.pptx_words import LANGUAGE, Look, Pen, paragraph
from handslag.swedish import dates

_GAP = 12 * 12_700  # EMU between the parts of a slide
_FACTS = Room(*(round(inches * 914_400) for inches in (9.1, 1.9, 3.33, 4.6)))  # on our own title slide
_FACTS_SIZE = 14.0
_FOOT_SIZE = 12.0
_TITLE_SIZES = (28.0, 24.0, 20.0)
_NO_DAY = datetime.date(2000, 1, 1)


def write(document: Document, *, template: bytes | None = None) -> bytes:
    """Return the document as .pptx; the same document and template always give the same bytes.

    template: the county's own .pptx or .potx: its masters and layouts are used, its slides are not.
    Raises BadTemplate with a message for a person where the template cannot be used.
    """
    return _Writer(document, open_master(template)).write()


@dataclass(frozen=True)
class _Writer:
    document: Document
    master: Master

    def write(self) -> bytes:
        numbers = self.document.numbers()
        self._title(numbers)
        for slide in plan(self.document, self.master.area):
            self._slide(slide, numbers)
        self._properties()
        return _fixed(self.master.deck)

    def _title(self, numbers: Mapping[str, int]) -> None:
        document = self.document
        slide = self.master.deck.slides.add_slide(self.master.title)
        pen = Pen(slide.part, numbers, self.master.own)
        self._heading(slide, document.title, pen, sizes=(40.0, 32.0, 28.0, 24.0))
        made = dates.day(document.made_on) if document.made_on else ""
        said = [
            (document.subtitle, Look(20, tone="muted")),
            (document.finding, Look(22, "+mj-lt")),
            (" · ".join(part for part in (document.maker, made) if part), Look(18, tone="muted")),
        ]
        text = "".join(paragraph(pen.run(tidy(text), look), after=14) for text, look in said if text)
        self._fill_first(slide, (PH.SUBTITLE, PH.BODY, PH.OBJECT), text)
        if self.master.own:
            self._facts(slide, pen)
        self._finish(slide, [*(text for text, _ in said), *lines((document.facts,), numbers)], pen)

    def _facts(self, slide: Any, pen: Pen) -> None:
        """Set the facts beside the title on our own slide, as many as there is room for; the notes hold all."""
        area = Area(_FACTS.width / 12_700, _FACTS.height / 12_700, spare=1.0)
        columns = (Column(""), Column(""))
        widths = (area.width * 0.4, area.width * 0.6)
        rows, heights, left = [], [], area.height
        for fact in self.document.facts.rows:
            row = (Cell(words(fact.label)), Cell(fact.words, mark=fact.mark))
            height = row_height(row, widths, size=_FACTS_SIZE, spare=area.spare)
            left -= height
            if left < 0:
                break
            rows.append(row)
            heights.append(height)
        if rows:
            description = ", ".join(fact.label for fact in self.document.facts.rows)
            grid = Grid(description, columns, tuple(rows), widths, tuple(heights), _FACTS_SIZE, is_facts=True)
            add_grid(slide, _FACTS, grid, pen)

    def _slide(self, slide: Slide, numbers: Mapping[str, int]) -> None:
        starts_with_text = bool(slide.items) and isinstance(slide.items[0], Text)
        layout = self.master.content if starts_with_text else self.master.bare
        layout = self.master.divider if slide.kind == "divider" else layout
        made = self.master.deck.slides.add_slide(layout)
        pen = Pen(made.part, numbers, self.master.own)
        tone = "falu" if slide.kind == "help" else ""
        sizes = (36.0, *_TITLE_SIZES) if slide.kind == "divider" else _TITLE_SIZES
        whole = self._heading(made, slide.title, pen, number=slide.number, mark=slide.mark, tone=tone, sizes=sizes)
        if slide.kind == "divider":
            finding = "".join(pen.lines(item.lines) for item in slide.items if isinstance(item, Text))
            self._fill_first(made, (PH.BODY, PH.SUBTITLE, PH.OBJECT), finding)
        else:
            self._items(made, slide, pen)
        self._finish(made, [*([] if whole else [slide.title]), *lines(slide.notes, numbers)], pen)

    def _items(self, made: Any, slide: Slide, pen: Pen) -> None:
        room = self.master.room
        for place, item in enumerate(slide.items):
            match item:
                case Text():
                    self._text(
                        made, replace(room, height=Pt(item.height)), item, pen, alone=len(slide.items) == 1, place=place
                    )
                case Grid():
                    add_grid(made, room, item, pen, opens=place > 0)
                case Shown():
                    add_figure(made, room, item, pen)
            down = Pt(item.height) + _GAP
            room = replace(room, top=room.top + down, height=max(room.height - down, 0))

    def _text(self, made: Any, room: Room, text: Text, pen: Pen, *, alone: bool, place: int) -> None:
        """Set a text in the placeholder for content where it is first, so that it stands in the outline."""
        body = _placeholder(made, (PH.OBJECT, PH.BODY)) if place == 0 else None
        if body is None:
            add_text(made, room, pen.lines(text.lines))
            return
        set_text(body, pen.lines(text.lines))
        if not alone:
            body.left, body.top, body.width, body.height = room.left, room.top, room.width, room.height

    def _heading(
        self,
        made: Any,
        title: str,
        pen: Pen,
        *,
        sizes: tuple[float, ...],
        number: str = "",
        mark: str = "",
        tone: str = "",
    ) -> bool:
        """Set the title in its placeholder. Return whether all of it could be set in the least of the sizes."""
        shape = made.shapes.title
        said = f"{number} {title}" if number else title
        # A serif is wider than the letters that we measure with.
        width, height = (shape.width or Pt(600)) / 12_700 / 1.2, (shape.height or Pt(70)) / 12_700
        for size in sizes:
            room = max(int(height / (size * 1.15)), 1)
            whole = wrap(said, within=width * SIZE / size, lines=10_000)
            if len(whole) <= room:
                break
        if len(whole) > room:
            title = " ".join(wrap(title, within=width * SIZE / size, lines=room))
        look = Look(size, "+mj-lt", tone=tone)
        inner = pen.run(f"{number}\u2002", Look(size, "+mj-lt", tone="falu")) if number else ""
        inner += pen.mark(mark, size) + pen.run(clean(title) or "–", look)
        set_text(shape, f"<a:p>{inner}</a:p>")
        return len(whole) <= room

    def _fill_first(self, made: Any, kinds: tuple[Any, ...], text: str) -> None:
        body = _placeholder(made, kinds)
        if body is not None and text:
            set_text(body, text)
        elif text:
            add_text(made, self.master.room, text)

    def _finish(self, made: Any, notes: list[str], pen: Pen) -> None:
        """Take away placeholders that nothing stands in, and add what every slide has."""
        for shape in list(made.placeholders):
            if shape.has_text_frame and not shape.text_frame.text:
                shape._element.getparent().remove(shape._element)
        self._foot(made, pen)
        said = [text for text in notes if text]
        if said:
            text = "".join(f"<a:p>{_plain(each)}</a:p>" for each in said)
            set_text(made.notes_slide.notes_placeholder, text, fixed=False)

    def _foot(self, made: Any, pen: Pen) -> None:
        draft = pen.run(self.document.mark, Look(_FOOT_SIZE, strong=True, tone="ochre")) if self.document.mark else ""
        between = " · " if draft else ""
        foot = f"<a:p>{draft}{pen.run(between + clean(self.document.title), Look(_FOOT_SIZE, tone='muted'))}</a:p>"
        number = f'<a:p><a:pPr algn="r"/><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr lang="{LANGUAGE}" sz="1200"/><a:t>‹#›</a:t></a:fld></a:p>'
        for kind, text in ((PH.FOOTER, foot), (PH.SLIDE_NUMBER, number)):
            original = _placeholder(made.slide_layout, (kind,))
            if original is not None:
                copied_placeholder(made, original, text)
            else:
                add_text(made, self._foot_room(kind), text)

    def _foot_room(self, kind: Any) -> Room:
        """Return where the foot stands on a slide whose layout has no place for it."""
        width, height = self.master.deck.slide_width or Pt(960), self.master.deck.slide_height or Pt(540)
        margin, top = width // 15, height - Pt(30)
        if kind == PH.FOOTER:
            return Room(margin, top, width // 2, Pt(18))
        return Room(width - margin - Pt(60), top, Pt(60), Pt(18))

    def _properties(self) -> None:
        document, core = self.document, self.master.deck.core_properties
        day = datetime.datetime.combine(document.made_on or _NO_DAY, datetime.time())
        core.title, core.subject, core.author = (
            clean(document.title)[:255],
            clean(document.subtitle)[:255],
            clean(document.maker)[:255],
        )
        core.last_modified_by, core.language = core.author, LANGUAGE
        core.created = core.modified = day
        core.revision, core.comments, core.keywords, core.category = 1, "", "", ""


def _plain(text: str) -> str:
    return Pen(None, {}, own=False).run(text, Look(12))


def _placeholder(holder: Any, kinds: tuple[Any, ...]) -> Any:
    found = {shape.placeholder_format.type: shape for shape in reversed(list(holder.placeholders))}
    return next((found[kind] for kind in kinds if kind in found), None)


def _fixed(deck: Any) -> bytes:
    """Return the file without what tells when, by which program and from which template it was made."""
    package = deck.part.package
    for ident, rel in list(package._rels.items()):
        if rel.reltype in (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL):
            package._rels.pop(ident)
    file = io.BytesIO()
    deck.save(file)
    with zipfile.ZipFile(file) as made:
        return packed({name: made.read(name) for name in made.namelist()})
