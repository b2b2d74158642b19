from django.urls import path

from handslag.funding.longview import views

urlpatterns = [path("lang-sikt/", views.long_views, name="long_views")]
