"""Forms of the account pages: allauth's, with our words and our order."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from handslag.accounts import audit
from handslag.accounts.tasks import send_reset_link

PASSWORD_RULE = _("Minst 12 tecken. Gärna flera ord, och inget som är lätt att gissa.")
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
