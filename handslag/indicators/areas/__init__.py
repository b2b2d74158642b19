"""An area's figures: a county or a municipality, its indicators by the strategy's goals."""
