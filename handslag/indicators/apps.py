from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "handslag.indicators"
    verbose_name = "indikatorer"

    def ready(self) -> None:
        from handslag.indicators.goals.ready import add_to_plans

        add_to_plans()
