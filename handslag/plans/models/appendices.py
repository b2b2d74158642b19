"""What a plan or its follow-up refers to outside its own text."""

from django.db import models
from django.db.models import Q

from handslag.plans.models.initiatives import Initiative
from handslag.plans.models.parts import PlanPart
from handslag.plans.models.plans import Plan
from handslag.plans.words import APPENDIX_STATES


class Appendix(PlanPart):
    """An appendix that a report of the plan names, whether or not anybody can read it.

    about: the initiative that it tells more of. url: where it can be read; "" where it does not travel with the text.
    """

    KIND = "appendix"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="appendices")
    key = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    holds = models.TextField(blank=True)
    # Not called "initiative": an appendix stands on the plan's page, whatever it is about.
    about = models.ForeignKey(Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="appendices")
    url = models.URLField(max_length=1000, blank=True)
    state = models.CharField(max_length=20, choices=list(APPENDIX_STATES.items()))

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="appendix_key_once"),
            models.UniqueConstraint(
                fields=["plan", "number"], condition=Q(withdrawn_on__isnull=True), name="appendix_number_once"
            ),
            models.CheckConstraint(  # of a withdrawn one the address may have been destroyed
                name="appendix_address_fits_state",
                condition=Q(withdrawn_on__isnull=False)
                | Q(state="not_attached", url="")
                | (~Q(state="not_attached") & ~Q(url="")),
            ),
        ]

    def __str__(self):
        return f"Bilaga {self.number}: {self.title}"
