from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "handslag.plans"
    verbose_name = "Planer"

    def ready(self):
        from handslag.plans import (
            panels,
            retention,  # noqa: F401, registers its records
        )
        from handslag.plans.followup import mail
        from handslag.plans.followup.panel import follow_ups

        mail.register()
        panels.add_initiative_panel(follow_ups)
