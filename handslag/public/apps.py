from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "handslag.public"
    verbose_name = "Publikt"

    def ready(self):
        from handslag.public import retention  # noqa: F401, registers its records
