from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from handslag.accounts.letters import wake_if_needed
from handslag.reports.tasks import take_up_lost


class Command(DatabaseWorker):
    help = "Arbetar av kön i databasen: utgående meddelanden och rapporternas filer."

    def handle(self, *args, **options):
        wake_if_needed()
        take_up_lost()
        super().handle(*args, **options)
