from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail and password. What was typed as e-mail stays after an error."""

    error_messages = {
        "invalid_login": _("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."),
        "inactive": _("Kontot är avslutat. Hör av dig till den som sköter installationen."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-postadress")
        self.fields["username"].error_messages = {"required": _("Ange din e-postadress.")}
        self.fields["password"].error_messages = {"required": _("Ange ditt lösenord.")}
