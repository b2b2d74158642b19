"""Addresses of follow-up, for the plan's lead and, when a round is closed, for its readers."""

from django.urls import path

from handslag.plans.followup import reading_views, recipient_views, round_views, step_views

BASE = "planer/<slug:plan>/uppfoljning/"
ROUND = BASE + "<uuid:round>/"
WHO = ROUND + "tillfragade/<uuid:respondent>/"

urlpatterns = [
    path(BASE, round_views.rounds, name="rounds"),
    path(BASE + "ny/", round_views.new_round, name="new_round"),
    path(ROUND, reading_views.round_view, name="round"),
    path(ROUND + "installningar/", round_views.round_settings, name="round_settings"),
    path(ROUND + "tal/", round_views.round_figures, name="round_figures"),
    path(ROUND + "tillfragade/", recipient_views.round_recipients, name="round_recipients"),
    path(ROUND + "tillfragade/flera/", recipient_views.paste_recipients, name="paste_recipients"),
    path(ROUND + "tillfragade/forslag/", recipient_views.suggest_recipients, name="suggest_recipients"),
    path(WHO, recipient_views.recipient, name="recipient"),
    path(WHO + "ta-bort/", recipient_views.remove_recipient, name="remove_recipient"),
    path(WHO + "dra-tillbaka/", recipient_views.request_revoke, name="request_revoke"),
    path(WHO + "ny-lank/", recipient_views.request_again, name="request_again"),
    path(WHO + "brev/", step_views.round_letter, name="round_letter"),
    path(ROUND + "forhandsvisning/", step_views.round_preview, name="round_preview"),
    path(ROUND + "skicka/", step_views.round_send, name="round_send"),
    path(ROUND + "paminn/", step_views.round_remind, name="round_remind"),
    path(ROUND + "forlang/", step_views.round_extend, name="round_extend"),
    path(ROUND + "stang/", step_views.round_close, name="round_close"),
    path(ROUND + "i-dag/", step_views.round_today, name="round_today"),
    path(ROUND + "ta-bort/", step_views.round_discard, name="round_discard"),
    path(ROUND + "nasta-svar/", reading_views.next_answer, name="next_answer"),
    path(ROUND + "godkann/", reading_views.accept_plain, name="accept_plain"),
    path(ROUND + "svar/<uuid:answer>/", reading_views.round_answer, name="round_answer"),
    path(ROUND + "insats/<uuid:initiative>/", reading_views.round_initiative, name="round_initiative"),
]
