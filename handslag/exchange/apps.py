from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "handslag.exchange"
    verbose_name = "Utbyte"
