"""Indicators: what is measured, the figures with their vintages, and what a plan's goals are measured by."""
