"""Indicators: what is measured, where the figures come from, and what they can carry."""
