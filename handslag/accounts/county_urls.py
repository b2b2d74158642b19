"""A county's administration."""

urlpatterns = []
