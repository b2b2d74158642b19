from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "handslag.indicators"
    verbose_name = "indikatorer"

    def ready(self) -> None:
        from handslag.indicators.cited.ready import add_cited_figures
        from handslag.indicators.goals.ready import add_to_plans
        from handslag.indicators.own.ready import add_own_measures
        from handslag.indicators.reach.ready import add_to_initiatives

        add_to_plans()
        add_own_measures()
        add_to_initiatives()
        add_cited_figures()
