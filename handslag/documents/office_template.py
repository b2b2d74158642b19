"""A county's own Word or PowerPoint template: checked before anything opens it, and returned without what could do harm.

A template comes from somebody's computer and is opened by our worker, and then by everybody who gets a report. Nothing
in it may run, be fetched from elsewhere or grow beyond measure. What templates often hold without anybody knowing it
(the path of the template that it was made from, links to files, a thumbnail) is taken away; the rest is refused in words.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

Kind = Literal["docx", "pptx"]

MAX_BYTES = 10_000_000
MAX_UNPACKED = 60_000_000
MAX_RATIO = 100  # the whole file, unpacked to packed: templates have 3 to 15
MAX_PARTS = 3_000
MAX_XML_PART, MAX_XML = 5_000_000, 12_000_000  # a tree takes ten times its text in memory


class BadTemplate(ValueError):
    """The file cannot be used: the message says why and what to do, in Swedish."""


@dataclass(frozen=True)
class _Program:
    name: str
    suffix: str
    main: str
    taken_as_main: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_PROGRAMS: dict[Kind, _Program] = {
    "docx": _Program(
        "Word",
        ".docx",
        f"{_OFFICE}wordprocessingml.document.main+xml",
        (f"{_OFFICE}wordprocessingml.template.main+xml",),
    ),
    "pptx": _Program(
        "PowerPoint",
        ".pptx",
        f"{_OFFICE}presentationml.presentation.main+xml",
        (f"{_OFFICE}presentationml.template.main+xml", f"{_OFFICE}presentationml.slideshow.main+xml"),
    ),
}
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"

# Relationships of the whole file that a report has no use for: a picture of the template, a signature that no longer
# holds, and add-ins that would be fetched.
_DROPPED = ("/thumbnail", "/digital-signature/origin", "/webextensiontaskpanes")
# Kinds of parts that are not XML and are known to lie still.
_STILL = re.compile(
    r"image/|audio/|video/|application/x-font|font/"
    r"|application/vnd\.openxmlformats-officedocument\.(obfuscatedFont|spreadsheetml\.(sheet|printerSettings))$"
    r"|application/vnd\.openxmlformats-officedocument\.(wordprocessingml|presentationml)\.printerSettings$"
)
_RUNS = re.compile(rb"MZ|\x7fELF|#!|\xd0\xcf\x11\xe0|\xca\xfe\xba\xbe")
_FETCHING_FIELDS = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|RD)\b", re.I | re.M
)


def read_template(data: bytes, *, kind: Kind) -> bytes:
    """Return the template as a cleaned file of its kind; the same file always gives the same bytes.

    .dotx, .potx and .ppsx are taken too and become .docx and .pptx. Raises BadTemplate with a message for a person.
    """
    program = _PROGRAMS[kind]
    parts = _unpacked(data, program)
    types = _content_types(parts, program)
    _set_main_type(parts, types, program)
    trees = _checked_parts(parts, types, program)
    _detach(parts, trees, program)
    return packed({**parts, **{name: _xml(tree) for name, tree in trees.items()}})


def _unpacked(data: bytes, program: _Program) -> dict[str, bytes]:
    if len(data) > MAX_BYTES:
        raise BadTemplate(f"Filen är större än {MAX_BYTES // 1_000_000} MB. Ta bort stora bilder ur mallen")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadTemplate(
            f"Filen är låst med lösenord eller sparad i ett äldre format. Spara den utan lösenord som {program.suffix}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = [entry for entry in file.infolist() if not entry.is_dir()]
            _check_sizes(entries, packed=len(data))
            # The sizes that were checked are those that bound what is read: a part that is longer fails its checksum.
            return {entry.filename: file.read(entry) for entry in entries}
    except BadTemplate:
        raise
    except Exception as error:  # whatever a broken archive makes zipfile and zlib say
        raise BadTemplate(f"Filen är inte en {program.name}-mall, eller så är den skadad") from error


def _check_sizes(entries: list[zipfile.ZipInfo], *, packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > packed * MAX_RATIO:
        raise BadTemplate("Filen är för stor när den packas upp. Ta bort bilder och sidor som mallen inte behöver")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names) or any(not _is_part_name(name) for name in names):
        raise BadTemplate("Filen är skadad: den har delar som står i vägen för varandra")
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadTemplate("Filen är låst med lösenord. Spara den utan lösenord")


def _is_part_name(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/") and "\\" not in name and "\0" not in name


def _content_types(parts: dict[str, bytes], program: _Program) -> dict[str, str]:
    """Return the content type of each part by its name; parts without one are dropped, as Office does."""
    if _TYPES not in parts or "_rels/.rels" not in parts:
        raise BadTemplate(f"Filen är inte en {program.name}-mall")
    root = _parsed(parts[_TYPES])
    stated = {
        (each.get("PartName") or "." + (each.get("Extension") or "")).lower(): each.get("ContentType") or ""
        for each in root.iter("{*}Override", "{*}Default")
    }
    types: dict[str, str] = {}
    for name in [name for name in parts if name != _TYPES]:
        suffix = posixpath.splitext(name)[1].lower() or "." + posixpath.basename(name).lower().lstrip(".")
        # Relationships are found by their name, whatever type a hostile file gives them.
        found = _RELATIONSHIPS if suffix == ".rels" else stated.get(f"/{name.lower()}") or stated.get(suffix)
        if found:
            types[name] = found
        else:
            del parts[name]
    return types


def _set_main_type(parts: dict[str, bytes], types: dict[str, str], program: _Program) -> None:
    """Turn the main part of a template into that of a document. Raises BadTemplate where it is something else."""
    kinds = {str(rel.get("Type")): _target("", rel) for rel in _parsed(parts["_rels/.rels"]).iter(_REL)}
    if any(kind.startswith("http://purl.oclc.org/ooxml/") for kind in kinds):
        raise BadTemplate(f"Filen är sparad som Strict Open XML. Spara den som vanlig {program.suffix}")
    main = kinds.get(f"{_R}/officeDocument", "")
    stated = types.get(main, "")
    if any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in types.values()):
        raise BadTemplate(f"Filen innehåller makron. Spara den utan makron ({program.suffix})")
    if stated not in (program.main, *program.taken_as_main):
        raise BadTemplate(f"Filen är inte en {program.name}-mall")
    root = _parsed(parts[_TYPES])
    for each in root.iter("{*}Override", "{*}Default"):
        if each.get("ContentType") == stated:
            each.set("ContentType", program.main)
    parts[_TYPES] = _xml(root)


def _checked_parts(parts: dict[str, bytes], types: dict[str, str], program: _Program) -> dict[str, Any]:
    """Return the parts that are XML as trees. Raises BadTemplate on a part that could run or fetch something."""
    trees: dict[str, Any] = {}
    size = 0
    for name, kind in types.items():
        if "activex" in kind.lower() or "/activex/" in f"/{name.lower()}":
            raise BadTemplate("Filen innehåller ActiveX-kontroller. Ta bort dem och spara mallen på nytt")
        if kind.endswith(("+xml", "/xml", ".vmlDrawing")):
            size += len(parts[name])
            if len(parts[name]) > MAX_XML_PART or size > MAX_XML:
                raise BadTemplate("Filen innehåller för mycket. Ta bort sidor som mallen inte behöver")
            trees[name] = _parsed(parts[name])
            _check_fields(trees[name])
        elif not _STILL.match(kind) or _RUNS.match(parts[name]) or b"vbaProject" in parts[name]:
            raise BadTemplate(
                f"Filen innehåller ett inbäddat objekt ({posixpath.basename(name)[:60]}). "
                f"Ta bort det i {program.name} och spara mallen på nytt"
            )
    return trees


def _check_fields(tree: Any) -> None:
    """Refuse fields that fetch or start something when the document is opened; their text may be cut into pieces."""
    said = "".join(
        "\n" if each.tag == f"{_W}fldChar" else f"\n{each.get(f'{_W}instr')}\n" if each.text is None else each.text
        for each in tree.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}fldSimple")
        if each.tag != f"{_W}fldSimple" or each.get(f"{_W}instr")
    )
    if _FETCHING_FIELDS.search(said):
        raise BadTemplate("Filen innehåller ett fält som hämtar innehåll från en annan plats. Ta bort fältet")


def _detach(parts: dict[str, bytes], trees: dict[str, Any], program: _Program) -> None:
    """Take away the relationships that lead out of the file, with what refers to them."""
    for name in [name for name in trees if name.endswith(".rels")]:
        folder, source = posixpath.dirname(name).rpartition("_rels")[0], posixpath.basename(name).removesuffix(".rels")
        gone = set()
        for rel in list(trees[name].iter(_REL)):
            if not _keeps(rel, program):
                gone.add(rel.get("Id"))
                rel.getparent().remove(rel)
            elif rel.get("TargetMode") != "External" and _target(folder, rel) not in parts:
                raise BadTemplate(f"Filen är skadad: en del saknas. Öppna den i {program.name} och spara den på nytt")
        if gone and folder + source in trees:
            _remove_references(trees[folder + source], gone)


def _keeps(rel: Any, program: _Program) -> bool:
    """Whether a relationship may stand. Raises BadTemplate where something would be lost without it."""
    kind, target = str(rel.get("Type")), str(rel.get("Target"))
    if kind.endswith(_DROPPED):
        return False
    if kind.endswith("/vbaProject"):
        raise BadTemplate(f"Filen innehåller makron. Spara den utan makron ({program.suffix})")
    if rel.get("TargetMode") != "External":
        return not target.startswith("#")
    if kind.endswith("/hyperlink"):
        return target.lower().startswith(("https://", "http://", "mailto:"))
    if kind.endswith("/attachedTemplate"):
        return False
    if kind.endswith("/image"):
        raise BadTemplate("Filen hämtar en bild från en annan plats. Infoga bilden i mallen i stället")
    raise BadTemplate("Filen hämtar innehåll från en annan plats. Ta bort länken till innehållet och spara på nytt")


def _remove_references(tree: Any, gone: set[str]) -> None:
    for each in list(tree.iter(etree.Element)):
        found = [key for key, value in each.attrib.items() if key.startswith(f"{{{_R}}}") and value in gone]
        if not found:
            continue
        if each.tag == f"{_W}hyperlink":  # its words stay
            for key in found:
                del each.attrib[key]
        elif each.getparent() is not None:
            each.getparent().remove(each)


def _target(folder: str, rel: Any) -> str:
    """Return the name of the part that a relationship inside the file leads to."""
    target = str(rel.get("Target"))
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _parsed(data: bytes) -> Any:
    """Return the root. Raises BadTemplate on what is not XML, and on entities: they can grow beyond measure."""
    try:
        # Every encoding of XML that Office reads shows the letters when the zero bytes are gone.
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise BadTemplate("Filen innehåller XML-entiteter och kan inte användas")
        tree = etree.fromstring(data, _parser())
        if tree.getroottree().docinfo.internalDTD is not None:
            raise BadTemplate("Filen innehåller XML-entiteter och kan inte användas")
        return tree
    except (etree.XMLSyntaxError, ValueError) as error:
        if isinstance(error, BadTemplate):
            raise
        raise BadTemplate("Filen är skadad: den innehåller text som inte går att läsa") from error


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _xml(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True))


def packed(parts: dict[str, bytes]) -> bytes:
    """Return the parts as a file, the content types first as Office wants them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()
