"""The start page of a municipality's Grondslag, and the documentation page of each API: from values to HTML."""

import msgspec

from grondslag.interaction.pages import render


class Count(msgspec.Struct, frozen=True):
    """A number on the start page, and where it comes from. A url is given where a browser can open it."""

    label: str
    number: int
    url: str = ""


class Component(msgspec.Struct, frozen=True):
    """One API that runs here."""

    name: str
    title: str
    description: str
    standard: str
    version: str
    base: str
    path: str
    page_url: str
    json_url: str
    yaml_url: str
    counts: tuple[Count, ...] = ()


class Demo(msgspec.Struct, frozen=True):
    """What a visitor needs to try the demo. Never made outside `--demo`: the page shows the secret."""

    client_id: str
    secret: str
    token: str
    curl: str
    download: str = ""
    """The command that downloads a document; empty where there is none with content."""
    data: str = "var"
    """The directory that holds the demo, and nothing else of value."""
    person: str = ""
    """The command that asks for a person at the source; empty where nobody takes part in a zaak."""
    log: str = ""
    """The command that tells who used data of that person."""


class StartContext(msgspec.Struct, frozen=True):
    """All that the start page tells."""

    gemeente: str
    code: str
    version: str
    components: tuple[Component, ...]
    is_demo: bool = False
    demo: Demo | None = None

    @property
    def delivers(self) -> bool:
        """Whether notificaties are delivered from here."""
        return any(each.name == "notificaties" for each in self.components)

    @property
    def accounts(self) -> bool:
        """Whether the register of processing activities is here."""
        return any(each.name == "verwerkingen" for each in self.components)


class Layer(msgspec.Struct, frozen=True):
    """One of the five layers of Common Ground, and its place in the picture."""

    number: int
    name: str
    explanation: str
    here: str
    inset: int
    top: int


SHARED = {"notificaties": "notificaties", "logboek": "het logboek", "inzage": "inzage"}
"""What of the layer of integration is here, by component."""


def layers(context: StartContext) -> tuple[Layer, ...]:
    """The layers, from the top down, with what of each is here."""
    names = {each.name for each in context.components}
    shared = ", ".join(word for name, word in SHARED.items() if name in names)
    delivery = f"Hier: {shared}. " if shared else ""
    stores = ", en de inhoud van documenten in een eigen opslag" if "documenten" in names else ""
    return tuple(
        Layer(number, name, explanation, here, inset=(number - 1) * 28, top=318 - number * 58)
        for number, name, explanation, here in (
            (5, "Interactie", "Wat inwoners en medewerkers zien.", "Deze pagina hoort erbij, en die voor beheer."),
            (4, "Proces", "De stappen van het werk, en de termijnen.", "Nog niet in deze versie."),
            (3, "Integratie", "Gegevens delen met anderen.", f"{delivery}Veilig verkeer met FSC volgt."),
            (2, "Diensten", "De API's: één afspraak voor iedereen.", "Draait hier."),
            (1, "Gegevens", "Eén plek per gegeven, bij de bron.", f"Draait hier, in PostgreSQL{stores}."),
        )
    )


def render_start(context: StartContext) -> str:
    """The start page: what runs here, how much is in it, and how to begin."""
    return render("startpagina.html", start=context, layers=layers(context))


def render_api_page(component: Component, context: StartContext) -> str:
    """The documentation page of one API: the viewer, with links to the document for who has no JavaScript."""
    return render("api.html", component=component, start=context)
