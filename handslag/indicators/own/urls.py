"""Addresses of a county's own measures."""

from django.urls import path

from handslag.indicators.own import views

MEASURE = "indikatorer/egna/<uuid:measure>/"

urlpatterns = [
    path("indikatorer/egna/", views.own_measures, name="own_measures"),
    path("indikatorer/egna/ny/", views.new_measure, name="new_measure"),
    path(MEASURE, views.own_measure, name="own_measure"),
    path(f"{MEASURE}andra/", views.change_measure, name="change_measure"),
    path(f"{MEASURE}ta-bort/", views.take_away_measure, name="take_away_measure"),
    path("indikatorer/<slug:key>/skriv-in/", views.type_figures, name="type_figures"),
]
