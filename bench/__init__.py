"""`make bench`: what each page costs on a national data set, on SQLite and on PostgreSQL."""
