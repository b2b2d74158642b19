from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "handslag.accounts"
    verbose_name = "Konton"

    def ready(self):
        from handslag.accounts import retention  # noqa: F401, registers its records
