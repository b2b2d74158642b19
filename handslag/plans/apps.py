from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "handslag.plans"
    verbose_name = "Planer"

    def ready(self):
        from handslag.plans import retention  # noqa: F401, registers its records
        from handslag.plans.followup import mail

        mail.register()
