from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "handslag.public"
    verbose_name = "Publikt"
