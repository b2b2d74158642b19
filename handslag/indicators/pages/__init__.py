"""The pages of indicators: the list, each indicator's own page, and what can be fetched of it."""
