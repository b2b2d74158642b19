"""A county's front page and search."""

from django.urls import path

from handslag.public import views

urlpatterns = [
    path("", views.state_of_county, name="lage"),
    path("sok/", views.search_page, name="search"),
]
