"""The sample reports that the README links to: they are there, open, and tell of nobody's machine."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from scripts.samples import SAMPLES, WANTED
from tests.project.test_docs import LINK, MACHINE_PATH, ROOT, text_of

MADE = sorted(SAMPLES.iterdir())
MOST_BYTES = 3_000_000
MAKER = "Region Örebro län"
AUTHORS = re.compile(r"<(?:dc:creator|cp:lastModifiedBy|Company|Manager)>([^<]*)<")
each_sample = pytest.mark.parametrize("sample", MADE, ids=lambda sample: sample.name)


def texts(sample: Path) -> Iterator[str]:
    """Every part of the file, unpacked, as far as it is text."""
    if sample.suffix != ".pdf":
        yield from parts(sample.read_bytes())
        return
    with pikepdf.open(sample) as pdf:
        for held in pdf.objects:
            if isinstance(held, pikepdf.Dictionary | pikepdf.Array):
                yield from (str(each) for each in strings(held))
        with pdf.open_metadata() as metadata:
            yield str(metadata)


def parts(data: bytes) -> Iterator[str]:
    """The parts of an Office file, and of the workbooks of its charts."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            held = file.read(name)
            yield name
            yield from parts(held) if name.endswith(".xlsx") else [held.decode("utf-8", errors="ignore")]


def strings(held: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The strings of a PDF's object, not of those that it leads to."""
    for each in held.values() if isinstance(held, pikepdf.Dictionary) else held:
        if isinstance(each, pikepdf.String):
            yield each
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect:
            yield from strings(each)


def authors(sample: Path) -> set[str]:
    """Whom the file names as its author, in all the places where its kind does so."""
    if sample.suffix != ".pdf":
        return {name for text in texts(sample) for name in AUTHORS.findall(text) if name}
    with pikepdf.open(sample) as pdf, pdf.open_metadata() as metadata:
        return {str(pdf.docinfo.get("/Author", "")), *metadata.get("dc:creator", [])} - {""}


def test_the_readme_links_every_sample_and_no_other() -> None:
    linked = {(ROOT / (text or html)).resolve() for text, html in LINK.findall(text_of(ROOT / "README.md"))}

    assert {path for path in linked if path.parent == SAMPLES} == set(MADE)
    assert {path.name for path in MADE} == {f"{name}.{each}" for name, formats in WANTED.values() for each in formats}


def test_the_samples_are_not_too_heavy_to_clone() -> None:
    assert sum(sample.stat().st_size for sample in MADE) <= MOST_BYTES


@each_sample
def test_a_sample_opens(sample: Path) -> None:
    if sample.suffix == ".pdf":
        with pikepdf.open(sample) as pdf:
            assert sample.read_bytes().startswith(b"%PDF-")
            assert pdf.check_pdf_syntax() == []
    else:
        with zipfile.ZipFile(sample) as file:
            assert file.testzip() is None
            assert "[Content_Types].xml" in file.namelist()


@each_sample
def test_a_sample_tells_of_no_machine(sample: Path) -> None:
    found = [text for text in texts(sample) if MACHINE_PATH.search(text) or re.search(r"localhost|127\.0\.0\.1", text)]

    assert found == []


@each_sample
def test_a_sample_names_no_author_but_the_maker(sample: Path) -> None:
    assert authors(sample) == {MAKER}
