"""Signing in and out, passwords, invitations; in demo mode also stepping into a persona."""

from django.urls import path

from handslag.accounts import invitations, links, outbox, views

urlpatterns = [
    path("logga-in/", views.SignIn.as_view(), name="sign_in"),
    path("logga-in/glomt/", views.ForgotPassword.as_view(), name="forgot_password"),
    path("logga-in/glomt/skickat/", views.password_link_sent, name="password_link_sent"),
    path("logga-in/nytt/<slug:uidb36>/<str:key>/", views.NewPassword.as_view(), name="new_password"),
    path("logga-ut/", views.sign_out, name="sign_out"),
    path("konto/", views.account, name="account"),
    path("konto/losenord/", views.ChangePassword.as_view(), name="change_password"),
    path("inbjudan/", invitations.accept_invitation, name="accept_invitation"),
    path("inbjudan/<str:key>/", invitations.invitation, name="invitation"),
    path("lank/<str:key>/", links.follow, name="task_link"),
    path("utkorg/", outbox.outbox, name="outbox"),
    path("prova-som/<slug:persona>/", views.try_as, name="try_as"),
]
