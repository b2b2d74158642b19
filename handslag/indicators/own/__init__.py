"""A county's own measures: made, changed, filled in by hand, and read as definitions like those of the files."""
