"""Follow-up in minutes: rounds, the letter's form, reading and accepting, and the round as a picture.

`rules` reasons on plain values; `rounds`, `recipients` and `answering` write; `reading` accepts; `queries` read for pages.
"""
