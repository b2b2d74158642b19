"""The trail of the money: from a line over pots, decisions and organisations to initiatives and goals, and back."""
