from django.urls import path

from handslag.funding.bookings import views

urlpatterns = [
    path("bokforing/", views.bookings, name="bookings"),
    path("bokforing/<uuid:file>/", views.booking, name="booking"),
    path("bokforing/<uuid:file>/kolumner/", views.columns, name="booking_columns"),
    path("bokforing/<uuid:file>/ta-tillbaka/", views.take_back, name="take_back_booking"),
]
