"""Money: from the state's agreement over lines, shares and pots to what an initiative has got and used, and back."""
