"""Clients for Swedish open data, and readers of its formats. Pure; knows no framework."""
