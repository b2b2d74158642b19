"""Addresses of a county's indicators and what is made of them; all under a county."""

from django.urls import include, path

from handslag.indicators.cited import views as cited
from handslag.indicators.loading import urls as loading
from handslag.indicators.reach import views as reach
from handslag.indicators.rollout import views as rollout

urlpatterns = [
    *loading.urlpatterns,
    path("", include("handslag.indicators.own.urls")),
    path("", include("handslag.indicators.importing.urls")),
    path("indikatorer/anforda-tal/", cited.cited_figures, name="cited_figures"),
    path("indikatorer/", include("handslag.indicators.pages.urls")),
    path("", include("handslag.indicators.areas.urls")),
    path("", include("handslag.indicators.goals.urls")),
    path("planer/<slug:plan>/rackvidd/", reach.reach_view, name="reach"),
    path("planer/<slug:plan>/utbildningar/", reach.training_view, name="training"),
    path("insatser/<uuid:initiative>/spridning/", rollout.rollout_view, name="rollout"),
]
