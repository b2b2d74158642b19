"""Forms for everything that people change in a plan. Each saves through `handslag.trust.changes`."""
