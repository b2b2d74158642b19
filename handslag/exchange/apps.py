from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "handslag.exchange"
    verbose_name = "Utbyte"

    def ready(self) -> None:
        from handslag.exchange.panels import since_last_visit
        from handslag.plans.panels import add_overview_panel

        add_overview_panel(since_last_visit)
