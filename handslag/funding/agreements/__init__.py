"""The state's agreements on pages: their lines and sums, how a line is parted and why, and what the payer has said."""
