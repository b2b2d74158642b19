from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker


class Command(DatabaseWorker):
    help = "Arbetar av kön i databasen: utgående meddelanden."
