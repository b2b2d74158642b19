"""Reports of defects in accessibility, which the law gives everyone a right to make."""

from django.db import models


class DefectReport(models.Model):
    """A reported defect. `reply_to` only if the sender wants an answer; it is used for nothing else."""

    reported_at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    reply_to = models.EmailField(blank=True)

    class Meta:
        ordering = ["-reported_at", "-id"]

    def __str__(self):
        return self.text[:60]
