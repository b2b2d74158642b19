from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "handslag.trust"
    verbose_name = "Källor, rättigheter och synlighet"
