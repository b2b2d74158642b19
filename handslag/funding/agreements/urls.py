"""Addresses of a county's money, of agreements and of how their lines are parted."""

from django.urls import path

from handslag.funding.agreements import allocation_views, views

urlpatterns = [
    path("", views.money, name="money"),
    path("overenskommelser/", views.agreement_list, name="agreements"),
    path("overenskommelser/ny/", views.new_agreement, name="new_agreement"),
    path("overenskommelser/poster-mall.csv", views.lines_template, name="lines_template"),
    path("overenskommelser/<uuid:agreement>/", views.agreement_view, name="agreement"),
    path("overenskommelser/<uuid:agreement>/las-in/", views.import_lines, name="import_lines"),
    path("fordelning/<int:line>/", allocation_views.allocation_view, name="allocation"),
    path("fordelning/<int:line>/spara/", allocation_views.keep_allocation, name="keep_allocation"),
    path("fordelning/<int:line>.<slug:file_format>", allocation_views.allocation_file, name="allocation_file"),
    path("fordelning/sparad/<uuid:run>/", allocation_views.run_view, name="allocation_run"),
]
