"""Settings, read from the environment. A missing or unreadable value stops the start with its name.

The operator guide (docs/operator-guide.md) lists every variable.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "")
    if value in ("", "0", "1"):
        return default if value == "" else value == "1"
    raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")


def _list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set (or HANDSLAG_DEMO=1 for a demo on this machine).")
    return value


def _number(name: str, *, default: int, least: int = 0, most: int = 1_000_000) -> int:
    value = os.environ.get(name, "") or str(default)
    # Other digits than ours ("²") are digits too, but no number; and thousands of them are more than int takes.
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        raise ImproperlyConfigured(f"{name} must be a number, not {value[:40]!r}.")
    if not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be from {least} to {most}, not {value}.")
    return int(value)


def _address(name: str) -> str:
    value = os.environ.get(name, "")
    try:
        parts = urlsplit(value)
        is_full = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port over 65535, half an IPv6 address
        is_full = False
    if value and not is_full:
        raise ImproperlyConfigured(f"{name} must be a full http or https address, not {value!r}.")
    return value


def _one_of(name: str, choices: tuple[str, ...], *, default: str) -> str:
    value = os.environ.get(name, "") or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


DEMO = _flag("HANDSLAG_DEMO", default=False)
HTTPS = _flag("HANDSLAG_HTTPS", default=not DEMO)
DATA_DIR = Path(os.environ.get("HANDSLAG_DATA_DIR", BASE_DIR / "var"))
DATA_DIR.mkdir(parents=True, exist_ok=True)
EXAMPLES_DIR = BASE_DIR / "examples"
DEFAULT_COUNTY = os.environ.get("HANDSLAG_DEFAULT_COUNTY", "orebro" if DEMO else "")
ACCESSIBILITY_EMAIL = os.environ.get("HANDSLAG_ACCESSIBILITY_EMAIL", "")


def _demo_secret() -> str:
    """A key of this installation's own, made at the first start: a demo is a real server too."""
    path = DATA_DIR / "demo-secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


DEBUG = False
SECRET_KEY = os.environ.get("HANDSLAG_SECRET_KEY") or (_demo_secret() if DEMO else _needed("HANDSLAG_SECRET_KEY"))
ALLOWED_HOSTS = _list("HANDSLAG_HOSTS") or (
    ["127.0.0.1", "localhost", "[::1]"] if DEMO else [_needed("HANDSLAG_HOSTS")]
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "handslag.trust",
    "handslag.places",
    "handslag.accounts",
    "handslag.plans",
    "handslag.indicators",
    "handslag.funding",
    "handslag.reports",
    "handslag.exchange",
    "handslag.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "handslag.public.middleware.CleanInputMiddleware",
]

ROOT_URLCONF = "handslag.urls"
WSGI_APPLICATION = "handslag.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "handslag" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "handslag.trust.templatetags.handslag",
                "handslag.plans.templatetags.editing",
                "handslag.plans.templatetags.drawn",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "handslag.public.context.everywhere",
            ],
        },
    }
]


def _database() -> dict:
    try:
        return dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'handslag.sqlite3'}")
    except ValueError:
        # The address may hold a password: neither it nor the library's message is printed.
        raise ImproperlyConfigured("DATABASE_URL must be an address as postgresql://user:password@host/name.") from None


DATABASES = {"default": _database()}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write takes its lock at once and waits its turn, instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # secure_delete: what a retention rule destroys must leave the file too.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # opening the file anew costs more than most questions
    # A file, as in operation: browser tests reach it from two threads.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that several workers count together. The table is made by a migration of accounts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "handslag_cache"}}

CSRF_FAILURE_VIEW = "handslag.public.errors.form_too_old"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "front"
LOGOUT_REDIRECT_URL = "front"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_ADAPTER = "handslag.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation by mail has shown that the address is theirs
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "accept_invitation": "20/m/ip",
    "invite": "60/h/user",
    "unknown_link": "20/m/ip",
    "answer": "120/m/key",
    "build_report": "120/h/user",
    "hand_on": "10/h/key",
}
# How many proxies of our own add to X-Forwarded-For. None is believed unless said so: anybody can send that header.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("HANDSLAG_PROXIES", default=0)

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "svenska"), ("fi", "suomi")]
LOCALE_PATHS = [BASE_DIR / "handslag" / "locale"]
LANGUAGE_COOKIE_NAME = "sprak"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "handslag" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "handslag.trust.static_files.ReplacingStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "handslag.accounts.outbox.OutboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("HANDSLAG_SMTP_HOST", "localhost")
EMAIL_PORT = _number("HANDSLAG_SMTP_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("HANDSLAG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HANDSLAG_SMTP_PASSWORD", "")
_SMTP_SECURITY = _one_of("HANDSLAG_SMTP_SECURITY", ("none", "starttls", "tls"), default="none")
EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP_SECURITY == "starttls", _SMTP_SECURITY == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("HANDSLAG_EMAIL_FROM", "handslag@localhost")

# Where open data is fetched; empty: the address that the source is known to have.
SOURCE_URLS = {
    "kolada": _address("HANDSLAG_KOLADA_URL"),
    "scb": _address("HANDSLAG_SCB_URL"),
    "folkhalsodata": _address("HANDSLAG_FOLKHALSODATA_URL"),
    "skolverket": _address("HANDSLAG_SKOLVERKET_URL"),
    "socialstyrelsen": _address("HANDSLAG_SOCIALSTYRELSEN_URL"),
    "forsakringskassan": _address("HANDSLAG_FORSAKRINGSKASSAN_URL"),
}
SOURCE_TIMEOUT = _number("HANDSLAG_SOURCE_TIMEOUT", default=30, least=1, most=3600)
SOURCE_RATE = _number("HANDSLAG_SOURCE_RATE", default=0, most=1000)
SOURCE_MEGABYTES = _number("HANDSLAG_SOURCE_MEGABYTES", default=20, least=1, most=2000)
SOURCE_PAGE_SIZE = _number("HANDSLAG_SOURCE_PAGE_SIZE", default=0, most=5000)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF, *_list("HANDSLAG_LOGIN_ISSUERS")],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False  # the proxy in front does it; see the operator guide
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOG_LEVEL = _one_of("HANDSLAG_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "handslag.trust.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False}},
}
