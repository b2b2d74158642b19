from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "handslag.places"
    verbose_name = "Platser"
