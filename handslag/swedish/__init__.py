"""Swedish as people write it: numbers, money, dates, periods, sorting and search. No framework here."""
