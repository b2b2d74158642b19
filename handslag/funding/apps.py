from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "handslag.funding"
    verbose_name = "medel"

    def ready(self) -> None:
        from handslag.funding.agreements.ready import add_agreements
        from handslag.funding.indexing import add_search
        from handslag.funding.ledger.ready import add_ledger
        from handslag.funding.longview.ready import add_long_views
        from handslag.funding.pots.ready import add_pots
        from handslag.funding.retention import add_retention
        from handslag.funding.trail.ready import add_trail

        add_agreements()
        add_pots()
        add_ledger()
        add_long_views()
        add_search()
        add_retention()
        add_trail()
