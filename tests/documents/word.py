"""Reading Word files: what tests ask of them."""

import io
import zipfile
from functools import cache
from typing import Any

import docx
from lxml import etree

from handslag.documents.blocks import (
    Document,
    Facts,
    Section,
)
from handslag.documents.docx import write
from tests.documents.sample import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def report(*blocks: Any, **fields: Any) -> Document:
    section = Section("del", "En del", blocks)
    return Document("Titel", "", "", Facts(()), "Region Exempel", (section,), **fields)


@cache
def sample_file() -> bytes:
    return write(sample(sections=2))


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def body_of(data: bytes) -> Any:
    return etree.fromstring(parts_of(data)["word/document.xml"])


def text_of(element: Any) -> str:
    """Return the text as Word shows it, without what only its fields say."""
    return "".join(
        "-" if each.tag == f"{W}noBreakHyphen" else each.text or ""
        for each in element.iter(f"{W}t", f"{W}noBreakHyphen")
    )


def styled(data: bytes) -> list[tuple[str, str]]:
    return [(each.style.name, text_of(each._p)) for each in opened(data).paragraphs]
