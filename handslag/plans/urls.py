"""Addresses of plans, goals, initiatives and what is stated about them; all under a county."""

from django.urls import path

from handslag.plans.views import coverage, editing, initiatives, organisations, plans, statements, thread

urlpatterns = [
    path("planer/", plans.plan_list, name="plans"),
    path("planer/<slug:plan>/", plans.plan, name="plan"),
    path("planer/<slug:plan>/mal/<uuid:goal>/<slug:slug>/", plans.goal, name="goal"),
    path("planer/<slug:plan>/fragor/", plans.questions, name="questions"),
    path("planer/<slug:plan>/begrepp/", plans.terms, name="terms"),
    path("planer/<slug:plan>/enkat/", plans.survey, name="survey"),
    path("planer/<slug:plan>/luckor/", coverage.coverage_view, name="coverage"),
    path("planer/<slug:plan>/luckor.csv", coverage.coverage_csv, name="coverage_csv"),
    path("planer/<slug:plan>/trad/", thread.thread_view, name="thread"),
    path("insatser/", initiatives.register, name="register"),
    path("insatser/tidslinje/", initiatives.timeline_view, name="timeline"),
    path("insatser/register.<slug:file_format>", initiatives.register_file, name="register_file"),
    path("insatser/<uuid:initiative>/<slug:slug>/", initiatives.initiative_view, name="initiative"),
    path("insatser/<uuid:initiative>/", initiatives.initiative_view, name="initiative_bare"),
    path("andra/<slug:part>/<uuid:page>/", editing.edit, name="edit"),
    path("andra/<slug:part>/<uuid:page>/<int:row>/", editing.edit, name="edit_row"),
    path("lagg-till/<slug:part>/<uuid:page>/", editing.add, name="add"),
    path("ta-bort/<slug:part>/<uuid:page>/", editing.take_away, name="withdraw"),
    path("ta-bort/<slug:part>/<uuid:page>/<int:row>/", editing.take_away, name="withdraw_row"),
    path("angra/<int:change_id>/", editing.take_back, name="undo"),
    path("historik/<slug:kind>/<uuid:page>/", editing.history, name="history"),
    path("hinder/", statements.obstacle_list, name="obstacles"),
    path("rekommendationer/", statements.recommendation_list, name="recommendations"),
    path("organisationer/", organisations.organisation_list, name="organisations"),
    path("organisationer/samverkan/", organisations.together, name="together"),
    path("organisationer/<uuid:organisation>/", organisations.organisation_view, name="organisation"),
    path("ramverk/", thread.framework_list, name="frameworks"),
    path("ramverk/<slug:framework>/", thread.framework_view, name="framework"),
]
