"""Initiatives as investments: five questions, who bears the cost, and who has the benefit."""
