"""Handslag: lets a county keep its word on mental health."""

__version__ = "0.1.0"
