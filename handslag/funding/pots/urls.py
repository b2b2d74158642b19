from django.urls import path

from handslag.funding.pots import views

POT = "potter/<uuid:pot>/"
DECISION = f"{POT}beslut/<int:decision>/"

urlpatterns = [
    path("potter/", views.pots, name="pots"),
    path(POT, views.pot, name="pot"),
    path(f"{POT}forslag/<int:proposal>/kopiera/", views.copy_proposal, name="copy_pot_proposal"),
    path(f"{POT}beslut/", views.decide, name="decide_pot"),
    path(f"{DECISION}oppna/", views.reopen, name="reopen_pot"),
    path(f"{DECISION}protokollsutdrag/", views.extract_page, name="pot_extract"),
    path(f"{DECISION}protokollsutdrag/bygg/<slug:file_format>/", views.build_extract, name="build_pot_extract"),
    path(f"{DECISION}protokollsutdrag/<slug:file_format>/", views.extract_file, name="pot_extract_file"),
]
