"""Figures from the sources: asked for, turned into rows, taken in by the worker, and looked at."""
