"""The kinds of problem that the APIs answer, and what a caller can do about each."""

from grondslag.surfaces.problems import Problem

KINDS = {each.__name__: each for each in (Problem, *Problem.__subclasses__()) if each.__module__ == Problem.__module__}
"""Those of our own form; an API with another form of problems points elsewhere."""
UITLEG = {
    "Problem": "Er gaat iets mis aan onze kant. Probeer het later opnieuw. Noem instance als u het meldt.",
    "Invalid": "Een of meer velden kloppen niet. Bij invalidParams staat per veld wat er mis is.",
    "ParseError": "Het verzoek is niet te lezen. Stuur geldige JSON, en parameters die de API kent.",
    "Forbidden": "Het token ontbreekt of klopt niet, of de client mag dit niet; detail noemt welk recht er nodig is.",
    "NotFound": "Het adres klopt niet, of het object is verwijderd.",
    "NotAllowed": "Dit adres kent deze bewerking niet. De beschrijving van de API noemt wat wel kan.",
    "NotAcceptable": "Het antwoord bestaat niet in de gevraagde vorm. Vraag JSON; het coördinatenstelsel is EPSG:4326.",
    "TimedOut": "Het verzoek kwam niet binnen de tijd helemaal aan. Stuur het opnieuw.",
    "Conflict": "Anderen wijzigden tegelijk dezelfde gegevens. Er is niets vastgelegd; probeer het opnieuw.",
    "PreconditionFailed": "Stuur de header mee die bij detail staat. Bij zaken is dat Accept-Crs: EPSG:4326.",
    "TooLarge": "Maak het verzoek kleiner, of verdeel het over meer verzoeken.",
    "UnsupportedMediaType": "Stuur de inhoud als application/json; een bestandsdeel als multipart/form-data.",
    "OutOfRange": "Vraag een deel dat binnen de inhoud ligt; Content-Range zegt hoe groot die is.",
    "Misdirected": "Gebruik het adres dat bij detail staat. Wie de server beheert, stelt het in met public_url.",
    "KeyReused": "Een Idempotency-Key hoort bij één verzoek. Gebruik voor een ander verzoek een nieuwe sleutel.",
    "Busy": "Wacht tot wat u verstuurt is verwerkt, en probeer het opnieuw.",
    "Unavailable": "Wacht zo lang als de header Retry-After zegt, en probeer het opnieuw.",
}
