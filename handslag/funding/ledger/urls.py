from django.urls import path

from handslag.funding.ledger import views

urlpatterns = [
    path("insatser/", views.awards, name="awards"),
    path("insatser.<slug:file_format>", views.awards_file, name="awards_file"),
    path("lansdelar/", views.lansdel_budgets, name="lansdel_budgets"),
    path("slutar/", views.money_ends, name="money_ends"),
    path("tilldelningar/<uuid:award>/", views.award, name="award"),
    path("tilldelningar/<uuid:award>/bokfor/", views.enter, name="enter_money"),
    path("tilldelningar/<uuid:award>/ta-tillbaka/<int:entry>/", views.take_back, name="take_back_money"),
]
