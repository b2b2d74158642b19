"""Goals that can be measured: what a plan's goals are followed by, and whether what is wished could be seen at all."""
