from django.urls import path

from handslag.funding.calendar import views

urlpatterns = [path("kalender.ics", views.calendar, name="money_calendar")]
