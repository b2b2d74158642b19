"""What initiatives have got and used on pages: awards, their ledger, and what ends when."""
