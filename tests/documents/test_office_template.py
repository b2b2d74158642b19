"""What a county's own template may hold, tried with files made to do harm."""

import io
import re
import zipfile

import docx
import pptx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from handslag.documents.office_template import MAX_BYTES, BadTemplate, read_template

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "[Content_Types].xml"


def _bytes(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


WORD, POWERPOINT = _bytes(docx.Document()), _bytes(pptx.Presentation())


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return target.getvalue()


def _with(data: bytes, **changes: tuple[str, str]) -> dict[str, bytes]:
    """Return the parts with text put in the place of text, by the start of a part's name."""
    parts = _parts(data)
    for start, (old, new) in changes.items():
        name = next(name for name in parts if name.replace("/", "_").startswith(start) or name == start)
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    return parts


def _related(data: bytes, relationship: str, *, source: str = "word/_rels/document.xml.rels") -> dict[str, bytes]:
    parts = _parts(data)
    parts[source] = parts[source].replace(b"</Relationships>", relationship.encode() + b"</Relationships>")
    return parts


def _refused(parts: dict[str, bytes], words: str, *, kind: str = "docx") -> None:
    with pytest.raises(BadTemplate, match=re.escape(words)):
        read_template(_zip(parts), kind=kind)


def test_an_ordinary_template_is_returned_and_opens():
    word, slides = read_template(WORD, kind="docx"), read_template(POWERPOINT, kind="pptx")

    assert docx.Document(io.BytesIO(word)).styles["Heading 1"]
    assert len(pptx.Presentation(io.BytesIO(slides)).slide_layouts) == 11


def test_the_same_file_gives_the_same_bytes():
    once = read_template(WORD, kind="docx")

    assert read_template(WORD, kind="docx") == once
    assert read_template(once, kind="docx") == once


@pytest.mark.parametrize(
    ("data", "kind", "opened", "main"),
    [
        (WORD, "docx", docx.Document, "wordprocessingml.template"),
        (POWERPOINT, "pptx", pptx.Presentation, "presentationml.template"),
        (POWERPOINT, "pptx", pptx.Presentation, "presentationml.slideshow"),
    ],
)
def test_a_template_file_becomes_a_document(data, kind, opened, main):
    document = "wordprocessingml.document" if kind == "docx" else "presentationml.presentation"
    parts = _with(data, **{TYPES: (f"{document}.main", f"{main}.main")})

    assert opened(io.BytesIO(read_template(_zip(parts), kind=kind)))


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", "docx", "Filen är inte en Word-mall"),
        (b"%PDF-1.7", "pptx", "Filen är inte en PowerPoint-mall"),
        (WORD[: len(WORD) // 2], "docx", "skadad"),
        (POWERPOINT, "docx", "Filen är inte en Word-mall"),
        (WORD, "pptx", "Filen är inte en PowerPoint-mall"),
        (_zip({"a.txt": b"a"}), "docx", "Filen är inte en Word-mall"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "docx", "lösenord"),
        (b"P" * (MAX_BYTES + 1), "docx", "större än 10 MB"),
    ],
)
def test_another_file_is_refused_in_words(data, kind, words):
    with pytest.raises(BadTemplate, match=words):
        read_template(data, kind=kind)


def test_a_damaged_file_is_refused():
    at = WORD.index(b"word/document.xml") + 300
    broken = WORD[:at] + bytes([WORD[at] ^ 0xFF]) + WORD[at + 1 :]

    with pytest.raises(BadTemplate, match="skadad"):
        read_template(broken, kind="docx")


def test_a_file_that_grows_beyond_measure_is_refused():
    _refused({**_parts(WORD), "word/media/a.png": b"\0" * 20_000_000}, "för stor när den packas upp")


def test_a_part_that_lies_of_its_size_is_refused():
    data = bytearray(_zip({**_parts(WORD), "word/media/a.png": b"\0" * 3_000_000}))
    at = data.rindex(b"word/media/a.png") - 46  # its entry in the directory
    data[at + 24 : at + 28] = (1_000).to_bytes(4, "little")

    with pytest.raises(BadTemplate, match="skadad"):
        read_template(bytes(data), kind="docx")


def test_more_parts_than_any_template_has_are_refused():
    _refused({**_parts(WORD), **{f"a/{n}.xml": b"" for n in range(3_001)}}, "för stor när den packas upp")


def test_more_text_than_fits_in_memory_as_a_tree_is_refused():
    text = f'<w:a xmlns:w="{W}">' + "".join(f"<b n='{n}'/>" for n in range(400_000)) + "</w:a>"

    _refused({**_parts(WORD), "word/long.xml": text.encode()}, "innehåller för mycket")


@pytest.mark.parametrize("name", ["../../etc/a.xml", "/etc/a.xml", "word\\a.xml"])
def test_names_that_lead_out_of_the_file_are_refused(name):
    _refused({**_parts(WORD), name: b"<a/>"}, "skadad")


def test_macros_are_refused_however_they_are_told_of():
    told = _with(
        WORD,
        **{
            TYPES: (
                "openxmlformats-officedocument.wordprocessingml.document.main",
                "ms-word.document.macroEnabled.main",
            )
        },
    )
    binary = "application/vnd.ms-office.vbaProject"
    typed = _with(WORD, **{TYPES: ("</Types>", f'<Default Extension="bin" ContentType="{binary}"/></Types>')})
    related = _related(WORD, f'<Relationship Id="rId99" Type="{REL}/vbaProject" Target="document.xml"/>')

    for parts in (told, {**typed, "word/vbaProject.bin": b"macro"}, related):
        _refused(parts, "Filen innehåller makron. Spara den utan makron (.docx)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_are_refused(encoding):
    text = f'<?xml version="1.0" encoding="{encoding[:6]}"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    _refused({**_parts(WORD), "word/a.xml": text.encode(encoding)}, "XML-entiteter")


@pytest.mark.parametrize(("kind", "words"), [("image", "bild"), ("oleObject", "innehåll"), ("frame", "innehåll")])
def test_what_would_be_fetched_is_refused(kind, words):
    outside = f'<Relationship Id="rId99" Type="{REL}/{kind}" Target="http://x.test/" TargetMode="External"/>'

    _refused(_related(WORD, outside), f"Filen hämtar {'en ' if kind == 'image' else ''}{words} från en annan plats")


@pytest.mark.parametrize(
    "instruction", ["DDEAUTO c:\\\\a", ' includepicture "http://x.test/a.png"', "LINK Excel.Sheet"]
)
def test_fields_that_fetch_are_refused_though_their_text_is_cut(instruction):
    run = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:3], instruction[3:]))
    field = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{run}</w:p>'
    simple = f"<w:p><w:fldSimple w:instr='{instruction}'/></w:p>"

    for added in (field, simple):
        _refused(_with(WORD, word_document=("<w:body>", f"<w:body>{added}")), "ett fält som hämtar")


def test_fields_that_count_pages_stay():
    field = '<w:p><w:fldSimple w:instr=" PAGE "/><w:r><w:instrText> HYPERLINK "a" </w:instrText></w:r></w:p>'
    parts = _with(WORD, word_document=("<w:body>", f"<w:body>{field}"))

    assert b"PAGE" in _parts(read_template(_zip(parts), kind="docx"))["word/document.xml"]


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("word/embeddings/a.bin", "application/vnd.openxmlformats-officedocument.oleObject", b"ole"),
        ("word/media/a.exe", "image/png", b"MZ\x90"),
        ("word/a.html", "text/html", b"<script>"),
        (
            "word/embeddings/a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK..vbaProject.bin",
        ),
    ],
)
def test_what_can_run_is_refused(name, kind, data):
    parts = _with(WORD, **{TYPES: ("</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')})

    _refused({**parts, name: data}, "Filen innehåller ett inbäddat objekt")


def test_active_x_is_refused():
    kind = "application/vnd.ms-office.activeX+xml"
    parts = _with(WORD, **{TYPES: ("</Types>", f'<Override PartName="/word/a.xml" ContentType="{kind}"/></Types>')})

    _refused({**parts, "word/a.xml": b"<a/>"}, "ActiveX")


def test_the_path_to_somebodys_template_is_taken_away():
    path = "file://server.example/mallar/Mall.dotx"
    parts = _with(WORD, word_settings=("<w:zoom", f'<w:attachedTemplate xmlns:r="{REL}" r:id="rId9"/><w:zoom'))
    parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{REL}/attachedTemplate" Target="{path}" TargetMode="External"/></Relationships>'
    ).encode()

    cleaned = _parts(read_template(_zip(parts), kind="docx"))

    assert b"attachedTemplate" not in cleaned["word/settings.xml"] + cleaned["word/_rels/settings.xml.rels"]


def test_links_to_the_web_stay_and_links_to_files_lose_their_address_only():
    document = docx.Document()
    paragraph = document.add_paragraph()
    for words, href in (("webben", "https://example.org/"), ("filen", "file://server/a")):
        ident = document.part.relate_to(href, RT.HYPERLINK, is_external=True)
        link = paragraph._p.makeelement(f"{{{W}}}hyperlink", {f"{{{REL}}}id": ident})
        link.append(paragraph.add_run(words)._r)
        paragraph._p.append(link)

    cleaned = read_template(_bytes(document), kind="docx")

    links = docx.Document(io.BytesIO(cleaned)).paragraphs[0].hyperlinks
    assert [(link.text, link.address) for link in links] == [("webben", "https://example.org/"), ("filen", "")]


def test_a_part_that_is_missing_is_told_of():
    inside = f'<Relationship Id="rId99" Type="{REL}/image" Target="media/gone.png"/>'

    _refused(_related(WORD, inside), "en del saknas")


def test_relationships_cannot_hide_behind_another_type():
    outside = f'<Relationship Id="rId99" Type="{REL}/image" Target="http://x.test/" TargetMode="External"/>'
    parts = _related(WORD, outside)
    parts[TYPES] = parts[TYPES].replace(b"application/vnd.openxmlformats-package.relationships+xml", b"image/png")

    _refused(parts, "Filen hämtar en bild")


def test_the_picture_of_the_template_is_dropped_with_what_office_left_behind():
    cleaned = _parts(read_template(_zip({**_parts(POWERPOINT), "[trash]/0000.dat": b"MZ"}), kind="pptx"))

    assert b"thumbnail" not in cleaned["_rels/.rels"]
    assert "[trash]/0000.dat" not in cleaned
