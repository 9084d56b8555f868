"""Figures on delivery for `/metrics`: what waits, how old it is, and what was given up."""

from grondslag.integration.delivering import Deliveries
from grondslag.integration.publishing import waiting
from grondslag.integration.queue import measured
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town

SECONDS = 5.0
"""So often is measured."""


class Figures:
    """Measures; where the worker runs apart, the serving process measures for itself."""

    def __init__(self, deliveries: Deliveries | None = None) -> None:
        self.deliveries = deliveries

    async def round(self, town: Town, observer: Observer) -> bool:
        """Measure."""
        if "notificaties" in town.engine.served:
            found = await measured(town.pool)
            observer.gauge("grondslag_notifications_queued", "Notifications that wait.", found["queued"])
            observer.gauge(
                "grondslag_notifications_oldest_seconds", "Age of the oldest that waits.", found["oldest_seconds"]
            )
            observer.gauge("grondslag_notifications_dead", "Notifications that were given up: alarm.", found["dead"])
        in_outbox, refused = await waiting(town.pool, town.engine.served)
        observer.gauge("grondslag_outbox_events", "Events that no queue has yet.", in_outbox)
        observer.gauge("grondslag_outbox_refused", "Events that Notificaties elsewhere refused: alarm.", refused)
        if self.deliveries is not None:
            told = (("delivered", self.deliveries.delivered), ("failed", self.deliveries.refused))
            for name, count in told:
                observer.gauge(
                    f"grondslag_notifications_{name}_total", f"Deliveries by this process: {name}.", count, "counter"
                )
        return False
