-- autorisaties, spiegels: generated from the declarations, to run before the new version serves.

create index ix__outbox__spiegel on autorisaties.outbox (root, id) where soort = 'spiegel';
