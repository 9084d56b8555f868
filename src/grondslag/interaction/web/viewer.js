// Shows the OpenAPI document of one component. The page names it in a data attribute, so that no inline script is needed.
"use strict";

// Swagger UI leaves some controls without a name, a keyboard stop or a heading's place for who cannot see or point.
function mend(place) {
  place.querySelector("#servers")?.setAttribute("aria-label", "Server");
  place.querySelector(".operation-filter-input")?.setAttribute("aria-label", "Filter by tag or path");
  place.querySelectorAll("select:not([aria-label], [id])").forEach((field) => field.setAttribute("aria-label", "Choice"));
  place.querySelectorAll("h3.opblock-tag").forEach((heading) => heading.setAttribute("aria-level", "2"));
  place.querySelectorAll("h4").forEach((heading) => heading.setAttribute("aria-level", "3"));
  place.querySelectorAll("h5").forEach((heading) => heading.setAttribute("aria-level", "4"));
  place.querySelectorAll("pre.microlight").forEach((example) => example.setAttribute("tabindex", "0"));
  place.querySelectorAll("table[role=region]").forEach((table) => table.removeAttribute("role"));
}

window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("api");
  new MutationObserver(() => mend(place)).observe(place, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    url: place.dataset.openapi,
    domNode: place,
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
