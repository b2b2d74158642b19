"""Frameworks that plans are tied to: the national strategy, work areas, agreement areas, arenas, lenses."""

from django.db import models

from handslag.plans.words import ORIGINS, WORDINGS
from handslag.trust.models import HasPeriod


class Framework(HasPeriod):
    """A tree of nodes that somebody above the county has set. Many may be in use at once."""

    KINDS = {
        "national_strategy": "nationell strategi",
        "work_areas": "arbetsområden",
        "agreement_areas": "områden i överenskommelsen",
        "arenas": "delarenor",
        "lenses": "perspektiv",
    }
    STATES = {"proposal": "förslag", "decided": "beslutad"}

    uuid = models.UUIDField(unique=True)
    key = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=30, choices=list(KINDS.items()))
    version = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, blank=True, choices=list(STATES.items()))
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.title

    @property
    def label(self) -> str:
        """The title, with the version where the title does not say it: several versions may be in use."""
        return f"{self.title} ({self.version})" if self.version and self.version not in self.title else self.title


class FrameworkNode(models.Model):
    """A goal, area or theme of a framework. `own` wording is ours; kind: the framework's word for the level."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="nodes")
    key = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    kind = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    questions = models.JSONField(default=list, blank=True)
    wording = models.CharField(max_length=20, choices=list(WORDINGS.items()))
    position = models.IntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.code} {self.title}".strip()


class NodeLink(models.Model):
    """A node that corresponds to a node of another framework."""

    from_node = models.ForeignKey(FrameworkNode, on_delete=models.CASCADE, related_name="links")
    to_node = models.ForeignKey(FrameworkNode, on_delete=models.CASCADE, related_name="linked_from")
    origin = models.CharField(max_length=20, choices=list(ORIGINS.items()))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_node", "to_node"], name="node_link_once")]

    def __str__(self):
        return f"{self.from_node_id} - {self.to_node_id}"
