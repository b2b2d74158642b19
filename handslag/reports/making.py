"""From a draft or an edition to a document, and from a document to a file: one way for pages, worker and command.

The libraries that write files are imported when a file is written, which the web process never does.
"""

import csv
import datetime
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import Any

from django.db.models import Max, Q

from handslag.documents.blocks import Cell, Document, Passage, Table, every_block, plain
from handslag.documents.stored import Unreadable, from_json
from handslag.funding.models import LedgerEntry
from handslag.places.models import Area
from handslag.reports.building import Built, Edit, Order, build, title_for
from handslag.reports.models import HERE, EditedText, Edition, OfficeTemplate, Report
from handslag.trust.cells import harmless
from handslag.trust.models import Change

DRAFT = "Utkast"
MAX_TEXT = 100_000_000
"""Bytes of a document: what is stored as more is not unpacked."""
_OUR_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(handslag:/[^()\s]*\)")
_PATH = re.compile(r"(?<!\\)\]\(/(?!/)")
KINDS = ("report", "edited_text")
"""What changes call the rows of a report: see `handslag.trust.changes`."""


class CannotWrite(Exception):
    """The file cannot be written as things are: the message says why to a person, in Swedish."""


class Altered(Exception):
    """What is stored is not what was frozen."""


def first_title(report: Report) -> str:
    """Return what a draft is called until somebody calls it something else: as the command calls the same report."""
    narrowed = (report.organisation, report.area, report.goal, report.year)
    about = report.lansdel.short if report.lansdel else ""
    about = next((str(each) for each in narrowed if each), about)
    return title_for(report.made_from, about or report.plan.title)[:200]


def order_of(report: Report, *, mark: str = DRAFT, site: str = "") -> Order:
    """Return what a draft asks for, with the texts that people have edited and that it may carry. One query."""
    carried = [each for each in report.texts.all() if may_carry(report, each)]
    edits = {each.key: Edit(led_to(each.markdown, site), led_to(each.automatic, site)) for each in carried}
    return Order(
        plan=report.plan,
        template=report.template,
        title=report.title,
        area=report.area.code if report.area else report.lansdel.key if report.lansdel else "",
        goal=report.goal.uuid if report.goal else None,
        organisation=report.organisation.uuid if report.organisation else None,
        year=report.year,
        sections=tuple(part["key"] for part in report.parts if part["shown"]),
        edits=edits,
        audience=report.audience,
        day=report.day,
        mark=mark,
        site=site,
    )


def may_carry(report: Report, text: EditedText) -> bool:
    """Whether a text was written for those that the report is for: one for the lead may name what is not public."""
    return report.audience != "public" or text.audience == "public"


def shown_texts(report: Report, built: Built) -> list[EditedText]:
    """Return the edited texts that stand in the report as it was built. One query."""
    edited = {key for key, passage in passages(built.document).items() if passage.state != "automatic"}
    return [each for each in report.texts.all() if each.key in edited]


def kept(markdown: str, site: str) -> str:
    """Return a text as it is stored: its links to our own pages hold wherever the installation comes to stand.

    They may be written as whole addresses or as paths.
    """
    text = markdown.replace(f"]({site.rstrip('/')}/", f"]({HERE}") if site else markdown
    return _PATH.sub(f"]({HERE}", text)


def local(markdown: str, site: str) -> str:
    """Return a text as people write it, with paths as links to our own pages."""
    return led_to(kept(markdown, site), "/")


def led_to(markdown: str, site: str) -> str:
    """Return a stored text with its links to our own pages as `site` has them; without them where no site is known."""
    return markdown.replace(f"]({HERE}", f"]({site.rstrip('/')}/") if site else _OUR_LINK.sub(r"\1", markdown)


def draft(report: Report, *, user: Any, today: datetime.date, site: str = "", mark: str = DRAFT) -> Built:
    """Return the draft as the data gives it now. Raises building.CannotBuild."""
    return build(order_of(report, mark=mark, site=site), user=user, today=today)


def document_of(edition: Edition) -> Document:
    """Return the document that was frozen. Raises Altered where what is stored is not what the hash says."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(bytes(edition.content), MAX_TEXT)
    except zlib.error:
        raise Altered(f"Utgåva {edition.number} går inte att packa upp.") from None
    if unpacker.unconsumed_tail or sha256(text).hexdigest() != edition.sha256:
        raise Altered(f"Utgåva {edition.number} är inte som den frystes.")
    try:
        return from_json(text.decode())
    except Unreadable as error:
        raise Altered(f"Utgåva {edition.number} är skriven i en form som inte går att läsa.") from error


def passages(document: Document) -> dict[str, Passage]:
    """Return the texts that people may edit, by key, in reading order."""
    found = {}
    for section in document.walk():
        for block in every_block((*section.blocks, *section.notes)):
            if isinstance(block, Passage):
                found.setdefault(block.key, block)
    return found


def facts_of(document: Document) -> list[tuple[str, str]]:
    """Return what stands on the title page as labels and texts, without the numbers of sources."""
    return [(fact.label, text) for fact in document.facts.rows if (text := plain(fact.words).strip())]


def last_change(report: Report) -> int:
    """Return the number of the latest change of the plan or of this draft: other drafts are left out. One query."""
    told = Change.objects.filter(scope=report.plan.uuid).filter(~Q(target_kind__in=KINDS) | Q(root=report.uuid))
    return told.aggregate(last=Max("id"))["last"] or 0


def stamp(report: Report) -> str:
    """Return what a form carries to know whether the report is still what was read. Two queries at most.

    Of an account of money the ledger too, whose entries are no changes.
    """
    now = str(last_change(report))
    if not report.made_from.of_money:
        return now
    latest = LedgerEntry.objects.filter(award__plan=report.plan).aggregate(last=Max("id"))["last"] or 0
    return f"{now}.{latest}"


def office_template(county: Area, kind: str) -> bytes | None:
    """Return the county's own template of a kind ("docx", "pptx"); None where it has none."""
    found = OfficeTemplate.objects.filter(county=county, kind=kind, ended_at__isnull=True).first()
    return bytes(found.content) if found else None


@dataclass(frozen=True)
class _Writer:
    module: str
    template: bool = False


_WRITERS = {
    "pdf": _Writer("pdf"),
    "docx": _Writer("docx", True),
    "pptx": _Writer("pptx", True),
    "xlsx": _Writer("xlsx"),
}


def written(document: Document, file_format: str, *, county: Area) -> bytes:
    """Return the document as a file. Raises CannotWrite where the system, the template or the text stands in the way."""
    if file_format == "html":
        page: str = import_module("handslag.documents.html").page(document)
        return page.encode()
    writer = _WRITERS[file_format]
    module = import_module(f"handslag.documents.{writer.module}")
    template = office_template(county, file_format) if writer.template else None
    try:
        data: bytes = module.write(document, template=template) if writer.template else module.write(document)
    except _told_to_people(module) as error:
        raise CannotWrite(str(error)) from error
    return data


def _told_to_people(module: Any) -> tuple[type[Exception], ...]:
    """Return a writer's own errors: their messages are written for people."""
    named = (getattr(module, name, None) for name in ("Unavailable", "TooLong", "BadTemplate"))
    return tuple(each for each in named if each)


def as_csv(table: Table) -> str:
    """Return a table as CSV with a byte order mark; a sum is whole kronor, and empty where it is not known."""
    file = io.StringIO()
    file.write("\ufeff")
    lines = csv.writer(file, delimiter=";")
    lines.writerow([column.title for column in table.columns])
    lines.writerows([_csv_cell(each) for each in row] for row in table.rows)
    return file.getvalue()


def _csv_cell(cell: Cell) -> str | int:
    return cell.value if isinstance(cell.value, int) else harmless(plain(cell.words))


def file_name(title: str, file_format: str, *, slug: Callable[[str], str]) -> str:
    """Return what a file is called on the reader's own machine."""
    return f"{slug(title)[:80].strip('-') or 'rapport'}.{file_format}"
