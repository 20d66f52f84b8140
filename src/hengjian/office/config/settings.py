"""Django settings of the office. Everything an installation may change is in environment.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from hengjian.office.config.environment import database_url, flag, names, office_path, secret_key
from hengjian.office.config.oidc import oidc_settings

OFFICE = Path(__file__).parent.parent

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = names("HENGJIAN_HOSTS", "localhost,127.0.0.1,[::1]")
#: Behind TLS (the normal case outside of a trial) cookies are sent over it only.
TLS = flag("HENGJIAN_TLS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "hengjian.office.trail",
    "hengjian.office.accounts",
    "hengjian.office.files",
    "hengjian.office.desk",
    "hengjian.office.clocks",
    "hengjian.office.findings",
    "hengjian.office.documents",
    "hengjian.office.rectification",
    "hengjian.office.clues",
    "hengjian.office.holdings",
    "hengjian.office.rulebook",
    "hengjian.office.lists",
    "hengjian.office.matters",
    "hengjian.office.draws",
    "hengjian.office.duties",
    "hengjian.office.credit",
    "hengjian.office.exchange",
    "hengjian.office.console",
    "hengjian.office.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hengjian.office.accounts.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hengjian.office.accounts.gatekeeper.Gatekeeper",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hengjian.office.config.urls"
WSGI_APPLICATION = "hengjian.office.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [OFFICE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hengjian.office.accounts.context.person",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hengjian.office.accounts.templatetags.office",
            ],
        },
    }
]

DATABASES = {"default": dj_database_url.parse(database_url(), conn_max_age=600)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing: one writer at a time, taken at the start of a transaction.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "hengjian.office.accounts.backends.PasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
if _oidc := oidc_settings():  # log-in through the government's provider, see oidc.py
    AUTHENTICATION_BACKENDS.append("hengjian.office.accounts.oidc.ProviderBackend")
    globals().update(_oidc)
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
#: Passwords come by POST; five strangers at the provider must not lock out a whole building.
AXES_NEVER_LOCKOUT_GET = True
AXES_LOCKOUT_CALLABLE = "hengjian.office.accounts.views.locked_out"
OTP_TOTP_ISSUER = "Hengjian"
OTP_TOTP_THROTTLE_FACTOR = 1

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "hengjian.office.accounts.views.csrf_failed"
CSRF_TRUSTED_ORIGINS = names("HENGJIAN_ORIGINS", "")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("HENGJIAN_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time: Chinese first; texts in the code are Chinese, English is a translation. ---------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [OFFICE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["hengjian.office.config.formats"]

# Files ------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [OFFICE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = office_path() / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
#: Functions of on_day that `hengjian tick` calls: each minute, and once a day (see clocks/tick.py).
OFFICE_EACH_TICK = [
    "hengjian.office.clocks.settle.every_tick",
    "hengjian.office.findings.actions.wake",
    "hengjian.office.rectification.afterwards.settle",
    "hengjian.office.rulebook.shadow.follow",
    "hengjian.office.holdings.actions.settle",
    "hengjian.office.credit.index.refresh",
    "hengjian.office.api.webhooks.deliver",
]
#: Functions that yield the rows of a hosted ledger: delivered into the lake before each run (ledgers.py).
OFFICE_LEDGERS: list[str] = [
    "hengjian.office.clues.ledger.ledger",
    "hengjian.office.credit.ledger.ledgers",
    "hengjian.office.exchange.ledger.ledgers",
    "hengjian.office.lists.ledger.rows",
    "hengjian.office.matters.ledger.ledger",
    "hengjian.office.draws.ledger.ledger",
    "hengjian.office.duties.ledger.ledger",
]
#: What the exchange says of a source: a function of the day that gives the holdings' standings.
OFFICE_QUALITY = "hengjian.office.holdings.sources.standings"
#: Functions that `office init --demo-accounts` calls last: invented work in progress.
OFFICE_DEMO: list[str] = [
    "hengjian.office.credit.demo.make_demo",
    "hengjian.office.exchange.demo.make_demo",
    "hengjian.office.lists.demo.begin",
    "hengjian.office.matters.demo.make_demo",
    "hengjian.office.draws.demo.make_demo",
    "hengjian.office.duties.demo.make_demo",
]
OFFICE_DAILY = [
    "hengjian.office.findings.falling.judge",
    "hengjian.office.lists.effect.every_day",
    "hengjian.office.clocks.watch.every_day",
    "hengjian.office.clocks.settle.every_day",
    "hengjian.office.draws.actions.void_overdue",
]

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HENGJIAN_LOG", "WARNING")},
}
