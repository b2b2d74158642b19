"""A county's administration."""

from django.urls import path

from handslag.accounts import administration

urlpatterns = [
    path("", administration.administration, name="administration"),
    path("ge-roll/", administration.give_role, name="give_role"),
    path("roller/<int:membership>/avsluta/", administration.end_role, name="end_role"),
    path("bjud-in/", administration.invite, name="invite"),
    path("inbjudningar/<int:invitation>/aterkalla/", administration.revoke_invitation, name="revoke_invitation"),
    path("logg/", administration.audit_trail, name="audit_trail"),
    path("logg.csv", administration.audit_trail_csv, name="audit_trail_csv"),
]
