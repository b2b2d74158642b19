from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "handslag.reports"
    verbose_name = "rapporter"
