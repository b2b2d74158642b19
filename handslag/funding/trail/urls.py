from django.urls import path

from handslag.funding.trail import views

urlpatterns = [
    path("spar/", views.trail, name="trail"),
    path("spar.<slug:file_format>", views.trail_file, name="trail_file"),
]
