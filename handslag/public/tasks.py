"""What the web server leaves to the worker."""

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from handslag.public.models import DefectReport


@task()
def tell_of_defect(report_id: int) -> None:
    """Mail a reported defect to the address that the operator has set; the report itself stays here."""
    report = DefectReport.objects.filter(id=report_id).first()
    if report is None or not settings.ACCESSIBILITY_EMAIL:
        return
    text = f"{report.text}\n\nSida: {report.address or 'inte angiven'}\nSvar önskas till: {report.reply_to or 'nej'}"
    send_mail("Brist i tillgängligheten har anmälts", text, None, [settings.ACCESSIBILITY_EMAIL])
