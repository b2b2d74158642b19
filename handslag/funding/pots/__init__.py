"""The county's own pots on pages: proposals side by side, and decisions."""
