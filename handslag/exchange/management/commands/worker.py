from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from handslag.accounts.letters import wake_if_needed


class Command(DatabaseWorker):
    help = "Arbetar av kön i databasen: utgående meddelanden."

    def handle(self, *args, **options):
        wake_if_needed()
        super().handle(*args, **options)
