from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "handslag.reports"
    verbose_name = "rapporter"

    def ready(self) -> None:
        from handslag.funding.panels import add_money_panel
        from handslag.plans.field_words import add_kind
        from handslag.plans.panels import add_overview_panel
        from handslag.plans.rights import add_rule
        from handslag.plans.views.editing import add_page_kind
        from handslag.reports import words
        from handslag.reports.grounds import find_report, makes
        from handslag.reports.making import KINDS
        from handslag.reports.panels import accounts_panel, latest_report

        for kind in KINDS:
            add_rule(kind, makes)
        add_kind("report", "Rapport", words.REPORT, {"sections": words.arranged, "year": str})
        add_kind("edited_text", "Text i rapport", words.EDITED_TEXT, {"told": words.counted})
        add_page_kind("report", find_report)
        add_overview_panel(latest_report)
        add_money_panel(accounts_panel)
