// Shows the OpenAPI document of one component. The page names it in a data attribute, so that no inline script is needed.
"use strict";

// Swagger UI speaks English only; the page is Dutch. What it says of an operation comes from the document and is Dutch.
const DUTCH = {
  "[Modified value]": "[Aangepast]",
  "Add": "Voeg toe:",
  "Apply credentials": "Inloggen",
  "Authorize": "Inloggen",
  "Authorized": "Ingelogd",
  "auth-bearer-value": "Token:",
  "authorization button locked": "Uitloggen",
  "authorization button unlocked": "Inloggen",
  "Available authorizations": "Inloggen met een token",
  "Available values": "Mogelijke waarden",
  "Cancel": "Annuleren",
  "Clear": "Wissen",
  "Close": "Sluiten",
  "Collapse operation": "Bewerkingen verbergen",
  "Controls": "Bepaalt de header",
  "Copy path to clipboard": "Pad kopiëren",
  "Copy to clipboard": "Kopiëren",
  "Default value": "Standaardwaarde",
  "Description": "Omschrijving",
  "Details": "Antwoord",
  "Download": "Downloaden",
  "Download file": "Bestand ophalen",
  "Edit Value": "Waarde",
  "Errors": "Fouten",
  "Example": "Voorbeeld",
  "Example Value": "Voorbeeld",
  "Examples": "Voorbeelden",
  "Examples:": "Voorbeelden:",
  "Execute": "Uitvoeren",
  "Expand operation": "Bewerkingen tonen",
  "Failed to load API definition.": "De beschrijving van de API is nu niet te laden.",
  "Filter by tag or path": "Zoek op groep of pad",
  "header.": ".",
  "Hide": "Verbergen",
  "item": "",
  "Loading...": "Even geduld",
  "Logout": "Uitloggen",
  "Media Type": "Mediatype",
  "Media type": "Mediatype",
  "Name": "Naam",
  "No parameters": "Geen parameters",
  "Please correct the following validation errors and try again.": "Verbeter dit en probeer het opnieuw.",
  "Parameter content type": "Mediatype van de parameter",
  "Remove authorization": "Uitloggen",
  "Request body": "Inhoud van het verzoek",
  "Request content type": "Mediatype van het verzoek",
  "Request duration": "Duur van het verzoek",
  "Request URL": "Adres van het verzoek",
  "Reset": "Terugzetten",
  "Response body": "Inhoud van het antwoord",
  "Response content type": "Mediatype van het antwoord",
  "Response headers": "Headers van het antwoord",
  "Responses": "Antwoorden",
  "Schemas": "Schema's",
  "Send empty value": "Lege waarde meesturen",
  "Server response": "Antwoord van de server",
  "Servers": "Server",
  "Show": "Tonen",
  "Try it out": "Proberen",
  "Undocumented": "Niet beschreven",
  "Value:": "Token:",
};
const NAMED = ["aria-label", "placeholder", "title"];

function inDutch(text) {
  const said = text.trim();
  return Object.hasOwn(DUTCH, said) ? text.replace(said, () => DUTCH[said]) : text;
}

function translate(place) {
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    const dutch = inDutch(node.data);
    if (dutch !== node.data && !node.parentElement.closest("pre, code, option")) node.data = dutch;
  }
  for (const name of NAMED) {
    place.querySelectorAll(`[${name}]`).forEach((part) => part.setAttribute(name, inDutch(part.getAttribute(name))));
  }
}

// Swagger UI leaves some controls without a name, a keyboard stop or a heading's place for who cannot see or point.
function mend(place) {
  place.querySelector("#servers")?.setAttribute("aria-label", "Server");
  place.querySelector(".operation-filter-input")?.setAttribute("aria-label", "Zoek op groep of pad");
  place.querySelectorAll("textarea:not([aria-label])").forEach((field) => field.setAttribute("aria-label", "Inhoud van het verzoek"));
  place.querySelectorAll("select:not([aria-label], [id])").forEach((field) => field.setAttribute("aria-label", "Keuze"));
  place.querySelectorAll("h3.opblock-tag").forEach((heading) => heading.setAttribute("aria-level", "2"));
  place.querySelectorAll("h4").forEach((heading) => heading.setAttribute("aria-level", "3"));
  place.querySelectorAll("h5").forEach((heading) => heading.setAttribute("aria-level", "4"));
  place.querySelectorAll("pre.microlight").forEach((example) => example.setAttribute("tabindex", "0"));
  place.querySelectorAll("table[role=region]").forEach((table) => table.removeAttribute("role"));
}

// The login dialog of Swagger UI is a layer of paint: say what it is, keep Tab inside, and give the focus back at the end.
let opener = null;
function tendDialog(place) {
  const dialog = place.querySelector(".dialog-ux .modal-ux");
  if (dialog && dialog.getAttribute("role") !== "dialog") {
    opener = place.querySelector(".auth-wrapper .authorize");
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    dialog.setAttribute("aria-label", "Inloggen met een token");
    dialog.querySelector(".close-modal")?.setAttribute("aria-label", "Sluiten");
    dialog.addEventListener("keydown", keepInside);
  } else if (!dialog && opener) {
    opener.focus();
    opener = null;
  }
}

function keepInside(event) {
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll("button, input, select, a[href]")].filter((part) => !part.disabled);
  const [first, last] = [stops[0], stops.at(-1)];
  if (document.activeElement === (event.shiftKey ? first : last)) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

// The page tells the name, the version and the document; of the viewer's own heading only the description is left.
function house(system) {
  const { createElement } = system.React;
  return {
    components: {
      info: ({ info, getComponent }) =>
        createElement("div", { className: "info" },
          createElement(getComponent("Markdown", true), { source: info.get("description") })),
      // Swagger UI asks for a field of this kind when a list holds addresses, and complains when there is none.
      JsonSchema_string_uri: (given) => createElement(given.getComponent("JsonSchema_string"), given),
    },
  };
}

window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api");
  const tidy = () => {
    translate(place);
    mend(place);
    tendDialog(place);
  };
  new MutationObserver(tidy).observe(place, { childList: true, subtree: true, characterData: true });
  window.SwaggerUIBundle({
    url: place.dataset.openapi,
    domNode: place,
    plugins: [house],
    // A deep link would stand inside the button that opens an operation: two controls in one.
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    persistAuthorization: false,
    syntaxHighlight: { activated: false },
    validatorUrl: null,
    // Swagger UI draws its own bar for choosing a document; the page's header does that here.
    layout: "BaseLayout",
  });
});
