from django.urls import path

from handslag.indicators.areas import views

urlpatterns = [
    path("omraden/", views.areas, name="areas"),
    path("omraden/<slug:area>/", views.area, name="area"),
]
