"""A county's records, in its administration."""

from django.urls import path

from handslag.public import records

urlpatterns = [
    path("gallring/", records.rules, name="retention"),
    path("gallring/ny/", records.add_rule, name="add_retention_rule"),
    path("gallring/<int:rule>/avsluta/", records.end_rule, name="end_retention_rule"),
    path("handlingar.csv", records.received_texts, name="received_texts"),
]
