"""The kernel knows resources and rules; it knows no zaak and no socket."""
