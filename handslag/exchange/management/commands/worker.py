from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from handslag.accounts.letters import wake_if_needed
from handslag.indicators.importing import tasks as imports
from handslag.indicators.loading import tasks as figures
from handslag.reports import tasks as reports


class Command(DatabaseWorker):
    help = "Arbetar av kön i databasen: utgående meddelanden, rapporternas filer och hämtningar av tal."

    def handle(self, *args, **options):
        wake_if_needed()
        reports.take_up_lost()
        figures.take_up_lost()
        imports.take_up_lost()
        super().handle(*args, **options)
