"""Entries of awards' ledgers from the county's accounting export: a file read, matched, looked at, booked and taken back."""
