"""Addresses where figures are fetched and looked over; all under a county."""

from django.urls import path

from handslag.indicators.loading import views

urlpatterns = [
    path("indikatorer/hamta/", views.load_figures, name="load_figures"),
    path("indikatorer/hamta/alla/", views.load_all_figures, name="load_all_figures"),
    path("indikatorer/hamta/<slug:indicator>/", views.figure_history, name="figure_history"),
    path("indikatorer/hamta/<slug:indicator>/hamta/", views.load_figure, name="load_figure"),
]
