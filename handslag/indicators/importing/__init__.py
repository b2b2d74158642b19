"""Figures from a county's own files: read, mapped, checked, shown before they are taken in."""
