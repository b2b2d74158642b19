"""One document model in many formats, and the drawings in it. Pure; knows no framework."""
