"""What ends and what is to be done by when, as a feed that calendar programs follow (iCalendar, RFC 5545)."""
