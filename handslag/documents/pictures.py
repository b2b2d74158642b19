"""Drawings as pictures: for the formats that cannot show SVG in every version."""

from pathlib import Path

from resvg_py import svg_to_bytes

_FAMILY = "Handslag Sans"  # Source Sans 3 as TrueType: the renderer reads no woff2
_FONTS = [str(Path(__file__).parent / "fonts" / f"handslag-sans-{weight}.ttf") for weight in (400, 600)]


def png(svg: str, *, scale: float = 2) -> bytes:
    """Return an SVG drawing as PNG on white, `scale` pixels for each of its own px: the same on every machine.

    Only our own fonts are used, so letters that they lack (emoji, Hebrew) are empty boxes in the picture; the words
    stand in the drawing's description and table too. Raises ValueError on what is not SVG.
    """
    return bytes(
        svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            zoom=scale,
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )
