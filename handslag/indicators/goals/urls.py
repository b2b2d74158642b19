from django.urls import path

from handslag.indicators.goals import views

urlpatterns = [
    path("planer/<slug:plan>/matbara-mal/<uuid:goal>/", views.measurable, name="measurable"),
    path("planer/<slug:plan>/matbara-mal/", views.measurable_goals, name="measurable_goals"),
]
