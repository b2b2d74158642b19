"""Signing in and out; in demo mode also stepping into a persona."""

from django.urls import path

from handslag.accounts import views

urlpatterns = [
    path("logga-in/", views.SignIn.as_view(), name="sign_in"),
    path("logga-ut/", views.sign_out, name="sign_out"),
    path("prova-som/<slug:persona>/", views.try_as, name="try_as"),
]
