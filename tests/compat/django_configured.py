"""The settings that zgw-consumers wants of Django: its services in a database of this process, and nothing else."""

import django
from django.conf import settings
from django.core.management import call_command

APPS = ("django.contrib.contenttypes", "simple_certmanager", "zgw_consumers")


def configure() -> None:
    """Make the tables; once in a process."""
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=APPS,
        MIGRATION_MODULES={each.rpartition(".")[2]: None for each in APPS},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        PRIVATE_MEDIA_ROOT="/nonexistent",
        PRIVATE_MEDIA_URL="/private/",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
