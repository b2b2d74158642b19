from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "handslag.indicators"
    verbose_name = "indikatorer"
