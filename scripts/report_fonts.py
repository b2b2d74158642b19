"""Make the fonts of reports: those that drawings are turned into pictures with, and those of PDF.

A server may have no fonts at all. Takes the static files of the npm packages @fontsource/source-sans-3 and
@fontsource/source-serif-4 (5.3.1; `npm pack ...`, unpacked into folders of these names) and keeps the letters of Latin
scripts, so that names in Northern Sámi or Polish are drawn too. The family gets another name, since the licence
reserves "Source" for the unchanged font. The renderer of pictures reads no woff2; a PDF engine does, but would make a
font anew for each report out of one with variable weight.

    python scripts/report_fonts.py FOLDER handslag/documents/fonts
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont

# File -> (package, weight, slope, family, style).
STYLES = {
    "handslag-sans-400.ttf": ("source-sans-3", 400, "normal", "Handslag Sans", "Regular"),
    "handslag-sans-600.ttf": ("source-sans-3", 600, "normal", "Handslag Sans", "SemiBold"),
    "handslag-sans-400-italic.woff2": ("source-sans-3", 400, "italic", "Handslag Sans", "Italic"),
    "handslag-serif-400.woff2": ("source-serif-4", 400, "normal", "Handslag Serif", "Regular"),
    "handslag-serif-600.woff2": ("source-serif-4", 600, "normal", "Handslag Serif", "SemiBold"),
}
LETTERS = {
    "latin": "20-7E,A0-FF,131,152-153,2BB-2BC,2C6,2DA,2DC,2010-2044,20AC,2122,2190-2193,2212,2215,FFFD",
    "latin-ext": "100-24F,259,1E80-1E85,1E9E,1EF2-1EF3,2020-2021,20A0-20BF",
}


def part(source: Path, letters: str, out: Path) -> str:
    """Write the letters of one file as TrueType and return where."""
    options = Options(hinting=False, name_IDs=["*"], notdef_outline=True)
    options.layout_features = ["kern", "mark", "mkmk"]
    options.drop_tables += ["GSUB"]
    font = TTFont(source)
    font.flavor = None
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(letters))
    subsetter.subset(font)
    font.save(out)
    return str(out)


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the font our family name; copyright and licence stay."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 13, 14)]
    full = f"{family} {style}"
    for number, value in ((1, family), (2, style), (3, full), (4, full), (6, full.replace(" ", ""))):
        names.setName(value, number, 3, 1, 0x409)


def main(packages: Path, out: Path) -> None:
    """Write one font for each style."""
    for file, (package, weight, slope, family, style) in STYLES.items():
        with tempfile.TemporaryDirectory() as folder:
            font = Merger().merge(
                [
                    part(
                        packages / package / "files" / f"{package}-{name}-{weight}-{slope}.woff2",
                        letters,
                        Path(folder, f"{name}.ttf"),
                    )
                    for name, letters in LETTERS.items()
                ]
            )
        rename(font, family, style)
        font.flavor = "woff2" if file.endswith("woff2") else None
        font.save(out / file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
