from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "handslag.plans"
    verbose_name = "Planer"
