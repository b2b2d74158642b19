"""Addresses of consultations: the lead's under the plan, those of who is asked by themselves."""

from django.urls import path

from handslag.plans.consultation import comment_views, steps, views

_of_plan = "planer/<slug:plan>/remiss/"

urlpatterns = [
    path(_of_plan, views.consultations, name="consultations"),
    path(f"{_of_plan}ny/", views.new, name="new_consultation"),
    path(f"{_of_plan}<int:number>/", views.consultation, name="consultation"),
    path(f"{_of_plan}<int:number>/installningar/", views.settings, name="consultation_settings"),
    path(f"{_of_plan}<int:number>/mottagare/", views.recipients, name="consultation_recipients"),
    path(f"{_of_plan}<int:number>/mottagare/<uuid:recipient>/", views.recipient, name="consultation_recipient"),
    path(f"{_of_plan}<int:number>/synpunkt/<uuid:comment>/", views.answer, name="answer_comment"),
    path(f"{_of_plan}<int:number>/redogorelse/", views.account, name="consultation_account"),
    path(f"{_of_plan}<int:number>/<slug:step>/", steps.step, name="consultation_step"),
    path("remiss/<uuid:asked>/", comment_views.read, name="comment"),
    path("remiss/<uuid:asked>/skicka/", comment_views.send, name="send_comments"),
    path("remiss/<uuid:asked>/inga-synpunkter/", comment_views.nothing, name="no_comments"),
    path("remiss/<uuid:asked>/tack/", comment_views.thanks, name="comments_thanks"),
]
