"""The styles of a Word report: all of them in our own document, the missing ones in a county's template.

Built-in styles bear Word's own English names; every language of Word shows them in its own words. What is ours has
names that begin with "Handslag", which people see in Word's list of styles and can change there.
"""

from typing import Any

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from handslag.documents.docx_ground import numbering
from handslag.documents.docx_looks import Setting, Style, styles
from handslag.documents.docx_xml import W, attribute, tree


def install(word: Word, setting: Setting, *, own: bool) -> dict[str, str]:
    """Put our styles into a document and return the id of each by its name.

    own: the document is ours, and every style in it becomes ours; otherwise a style that is there stays as it is.
    """
    root = word.styles.element
    if own:
        for each in root.findall(f"{W}style") + root.findall(f"{W}latentStyles"):
            root.remove(each)
        _drop_effects(word)
        numbering(word).clear()  # its lists belong to the styles that are gone
    _set_language(root, setting)
    there = {_name(each): str(each.get(f"{W}styleId")) for each in root.findall(f"{W}style")}
    taken = set(there.values())
    idents: dict[str, str] = {}
    for style in styles(setting):
        key = style.name.lower()
        if key in there:
            idents[style.name] = there[key]
            continue
        ident = style.ident if style.ident not in taken else f"{style.ident}Handslag"
        idents[style.name] = ident
        root.append(_element(style, ident, idents))
    return idents


def numbers_itself(word: Word, ident: str) -> bool:
    """Whether a paragraph in a style gets a bullet or a number from it."""
    styles = {each.get(f"{W}styleId"): each for each in word.styles.element.findall(f"{W}style")}
    seen: set[str] = set()
    while ident in styles and ident not in seen:
        seen.add(ident)
        style = styles[ident]
        if style.find(f"{W}pPr/{W}numPr") is not None:
            return True
        based = style.find(f"{W}basedOn")
        ident = "" if based is None else str(based.get(f"{W}val"))
    return False


def _name(style: Any) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val")).lower()


def _drop_effects(word: Word) -> None:
    """The copy of the old styles that Word 2010 looks at."""
    for ident, rel in list(word.part.rels.items()):
        if rel.reltype.endswith("/stylesWithEffects") or rel.reltype == RT.CUSTOM_XML:
            del word.part.rels[ident]


def _set_language(root: Any, setting: Setting) -> None:
    """Swedish as the language of all text that names no other."""
    defaults = root.find(f"{W}docDefaults")
    if defaults is None:
        defaults = tree("<w:docDefaults/>")
        root.insert(0, defaults)
    letters = defaults.find(f"{W}rPrDefault/{W}rPr")
    if letters is None or setting.sans:
        for old in defaults.findall(f"{W}rPrDefault") + (defaults.findall(f"{W}pPrDefault") if setting.sans else []):
            defaults.remove(old)
        defaults.insert(0, tree("<w:rPrDefault><w:rPr/></w:rPrDefault>"))
        letters = defaults.find(f"{W}rPrDefault/{W}rPr")
    for old in letters.findall(f"{W}lang"):
        letters.remove(old)
    letters.append(tree('<w:lang w:val="sv-SE" w:eastAsia="sv-SE" w:bidi="ar-SA"/>'))


def _element(style: Style, ident: str, idents: dict[str, str]) -> Any:
    based, following = idents.get(style.based, ""), idents.get(style.following, "")
    default = ' w:default="1"' if style.name in ("Normal", "Default Paragraph Font", "Normal Table") else ""
    custom = ' w:customStyle="1"' if style.name.startswith("Handslag") else ""
    return tree(
        f'<w:style w:type="{style.kind}"{default}{custom} w:styleId="{ident}"><w:name w:val="{attribute(style.name)}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based and based != ident else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + ("<w:qFormat/>" if style.shown else "")
        + f"{style.inner}</w:style>"
    )
