"""Addresses of a plan's reports; all under a county."""

from django.urls import path

from handslag.reports.views import drafts, editions, files, office, texts

DRAFT = "planer/<slug:plan>/rapporter/utkast/<uuid:report>/"
EDITION = "planer/<slug:plan>/rapporter/utgavor/<uuid:edition>/"

urlpatterns = [
    path("planer/<slug:plan>/rapporter/", drafts.reports, name="reports"),
    path("planer/<slug:plan>/rapporter/ny/", drafts.new_report, name="new_report"),
    path("planer/<slug:plan>/rapporter/jamfor/", editions.compare_editions, name="compare_editions"),
    path(DRAFT, drafts.report, name="report"),
    path(f"{DRAFT}andra/", drafts.report_settings, name="report_settings"),
    path(f"{DRAFT}delar/", drafts.report_sections, name="report_sections"),
    path(f"{DRAFT}ta-bort/", drafts.take_away_report, name="take_away_report"),
    path(f"{DRAFT}text/", texts.report_text, name="report_text"),
    path(f"{DRAFT}text/<int:text>/aterstall/", texts.restore_text, name="restore_text"),
    path(f"{DRAFT}frys/", editions.freeze_report, name="freeze_report"),
    path(f"{DRAFT}filer/", files.report_files, name="report_files"),
    path(f"{DRAFT}filer/<slug:file_format>/", files.report_file, name="report_file"),
    path(f"{DRAFT}svar.csv", files.report_csv, name="report_csv"),
    path(f"{DRAFT}bygg/<slug:file_format>/", files.build_report_file, name="build_report_file"),
    path(EDITION, editions.edition, name="edition"),
    path(f"{EDITION}publicera/", editions.publish_edition, name="publish_edition"),
    path(f"{EDITION}ta-tillbaka/", editions.take_back_edition, name="take_back_edition"),
    path(f"{EDITION}filer/", files.edition_files, name="edition_files"),
    path(f"{EDITION}filer/<slug:file_format>/", files.edition_file, name="edition_file"),
    path(f"{EDITION}svar.csv", files.edition_csv, name="edition_csv"),
    path(f"{EDITION}skickad/", editions.send_edition, name="send_edition"),
    path(f"{EDITION}bygg/<slug:file_format>/", files.build_edition_file, name="build_edition_file"),
    path("rapportmallar/", office.office_templates, name="office_templates"),
]
