"""Addresses of those who answer by a link; all under a county. The link's cookie holds for the first and what is under it."""

from django.urls import path

from handslag.plans.followup import answer_views

urlpatterns = [
    path("svar/<uuid:respondent>/", answer_views.start, name="answer"),
    path("svar/<uuid:respondent>/lamna-vidare/", answer_views.hand_on, name="hand_on"),
    path("svar/<uuid:respondent>/inte-var-uppgift/", answer_views.decline, name="decline_request"),
    path("svar/<uuid:respondent>/<int:item>/", answer_views.answer_item, name="answer_item"),
    path("svar/<uuid:respondent>/<int:item>/tack/", answer_views.thanks, name="answer_thanks"),
]
