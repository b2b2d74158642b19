from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "handslag.accounts"
    verbose_name = "Konton"
