"""Forms of the account pages: allauth's, with our words and our order."""

import datetime
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handslag.accounts import audit
from handslag.accounts.models import User
from handslag.accounts.tasks import send_reset_link
from handslag.places.models import Area, Organisation
from handslag.trust.models import AuditEvent
from handslag.trust.permissions import Role

PASSWORD_RULE = _("Minst 12 tecken. Gärna flera ord, och inget som är lätt att gissa.")
DAY = {"invalid": _("Skriv dagen som 2026-12-31.")}
NOT_SAME = _("Skriv samma lösenord i båda fälten.")


def word(field: forms.Field, label: Any, required: Any, *, help_text: Any = "") -> None:
    """Give a field its label, help and message; no text stands in the field itself."""
    field.label, field.help_text = label, help_text
    field.error_messages |= {"required": required, "null_characters_not_allowed": required}
    field.widget.attrs.pop("placeholder", None)


def word_new_passwords(form: forms.Form) -> None:
    """Name the two fields in which a new password is chosen."""
    word(form.fields["password1"], _("Nytt lösenord"), _("Välj ett lösenord."), help_text=PASSWORD_RULE)
    word(form.fields["password2"], _("Nytt lösenord en gång till"), NOT_SAME)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SamePasswords:
    """Says in our words that the two passwords differ."""

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self)
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", NOT_SAME)
        return cleaned


class SignInForm(LoginForm):
    """E-mail and password. What was typed as e-mail stays after an error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["login"], _("E-postadress"), _("Ange din e-postadress."))
        self.fields["login"].error_messages["invalid"] = _("Skriv adressen som namn@exempel.se.")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        word(self.fields["password"], _("Lösenord"), _("Ange ditt lösenord."))

    def add_prefix(self, field_name: str) -> str:
        """Call the address "username" in the page, as password managers and Django's own form do."""
        return super().add_prefix("username" if field_name == "login" else field_name)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError also for a login that is closed; only who knows the password is told."""
        cleaned = super().clean()
        if self.user and not self.user.is_active:
            raise forms.ValidationError(_("Kontot är avslutat. Hör av dig till den som sköter installationen."))
        return cleaned


class ForgotForm(ResetPasswordForm):
    """The address to send a link to. Answers alike whether it is known or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["email"], _("E-postadress"), _("Ange din e-postadress."))
        self.fields["email"].error_messages["invalid"] = _("Skriv adressen som namn@exempel.se.")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Queue the link. A login without password (a persona of the demo) gets none."""
        user = next((user for user in self.users if user.has_usable_password()), None)
        what = "Bad om nytt lösenord" if user else "Nytt lösenord begärt för okänd adress"
        audit.tell_of_login("account", what, user=user)
        send_reset_link.enqueue(user and user.pk, request.build_absolute_uri(settings.FORCE_SCRIPT_NAME or "/"))
        return self.cleaned_data["email"]


class NewPasswordForm(SamePasswords, ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_new_passwords(self)


class ChangeForm(SamePasswords, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["oldpassword"], _("Lösenordet du har nu"), _("Ange lösenordet du har nu."))
        word_new_passwords(self)


class FirstPasswordForm(SamePasswords, forms.Form):
    """The password of a new account. Called with the login that it is for, as the rules ask for it."""

    password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["password1"], _("Välj ett lösenord"), _("Välj ett lösenord."), help_text=PASSWORD_RULE)
        word(self.fields["password2"], _("Samma lösenord en gång till"), NOT_SAME)

    def clean_password1(self) -> str:
        password_validation.validate_password(self.cleaned_data["password1"])
        return self.cleaned_data["password1"]


class _RoleForm(forms.Form):
    """A role in an organisation of one county. Nothing is preselected."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("I vilken organisation?"))
    role = forms.ChoiceField(label=_("Vilken roll?"))

    def __init__(self, *args: Any, county: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, role = self.fields["organisation"], self.fields["role"]
        organisation.queryset = Organisation.objects.filter(county=county)
        organisation.empty_label = _("Välj organisation")
        role.choices = [("", _("Välj roll")), *((each.value, each.label.capitalize()) for each in Role)]
        choose = _("Välj organisation."), _("Välj roll.")
        for field, text in zip((organisation, role), choose, strict=True):
            field.error_messages |= {"required": text, "invalid_choice": text}


class InviteForm(_RoleForm):
    email = forms.EmailField(
        label=_("E-postadress"),
        help_text=_("Använd gärna en funktions adress. Länken skickas dit."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Ange adressen som länken ska skickas till."),
            "invalid": _("Skriv adressen som namn@exempel.se."),
        },
    )
    field_order = ["email"]


class GiveRoleForm(_RoleForm):
    """A role to somebody who has, or has had, a role in the county: others are invited and say yes themselves."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Till vem?"),
        empty_label=_("Välj konto"),
        error_messages={"required": _("Välj konto."), "invalid_choice": _("Välj konto.")},
    )
    valid_to = forms.DateField(
        label=_("Till och med, om rollen ska ta slut"),
        help_text=_("Lämna tomt om rollen gäller tills vidare."),
        required=False,
        widget=_day(),
        error_messages=DAY,
    )
    field_order = ["user"]

    def __init__(self, *args: Any, county: Area, **kwargs: Any) -> None:
        super().__init__(*args, county=county, **kwargs)
        known = User.objects.filter(memberships__organisation__county=county, is_active=True)
        self.fields["user"].queryset = known.distinct().order_by("email")

    def clean_valid_to(self) -> datetime.date | None:
        day = self.cleaned_data["valid_to"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Ange en dag som inte har varit."))
        return day


class AuditForm(forms.Form):
    """The filters of the audit trail. What cannot be read is left out, and so is not in `asked`."""

    handelse = forms.ChoiceField(label=_("Händelse"), required=False)
    fran = forms.DateField(label=_("Från"), required=False, error_messages=DAY, widget=_day())
    till = forms.DateField(label=_("Till och med"), required=False, error_messages=DAY, widget=_day())
    roll = forms.CharField(label=_("Roll eller organisation"), required=False, max_length=200)
    fore = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, label.capitalize()) for kind, label in AuditEvent.KINDS.items()]
        self.fields["handelse"].choices = [("", _("Alla")), *kinds]
        self.is_valid()

    @property
    def visible(self) -> list[forms.BoundField]:
        return [field for field in self if field.name != "fore"]

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are set, as they stand in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "fore"}

    @property
    def before(self) -> int | None:
        return self.cleaned_data.get("fore")

    @property
    def filters(self) -> audit.Filters:
        asked = self.asked
        return audit.Filters(asked.get("handelse", ""), asked.get("fran"), asked.get("till"), asked.get("roll", ""))
