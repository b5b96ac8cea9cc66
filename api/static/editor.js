// Puts the YASGUI editor in the place of the plain form. Everything it asks for comes from this service.
"use strict";

(() => {
  const place = document.getElementById("editor");
  const plain = document.getElementById("plain");
  if (!place || !plain || typeof Yasgui === "undefined") return;

  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  const prefixes = JSON.parse(place.dataset.prefixes);
  const roots = place.dataset.roots.split(" ").filter(Boolean);
  const query = document.getElementById("query").value;

  const ask = async (text) => {
    const answer = await fetch(`${endpoint}?query=${encodeURIComponent(text)}`, {
      headers: { Accept: "application/sparql-results+json" },
    });
    return answer.ok ? (await answer.json()).results.bindings : [];
  };

  // The completers that come with the editor ask other hosts; these know the prefixes used here and the ontology's terms.
  const completers = Yasgui.Yasqe.Autocompleters;
  const offered = ["variables"];
  const replace = (name, get) => {
    if (!completers[name]) return;
    completers[name].get = get;
    offered.push(name);
  };
  const terms = (types) => {
    let found;
    const text = `SELECT DISTINCT ?term { VALUES ?type { ${types.map((type) => `<${type}>`).join(" ")} } ?term a ?type } ORDER BY ?term`;
    return async (_yasqe, token) => {
      found ??= ask(text).then((rows) => rows.map((row) => row.term.value));
      const begun = (token && token.autocompletionString) || "";
      return (await found).filter((term) => term.startsWith(begun));
    };
  };
  const owl = "http://www.w3.org/2002/07/owl#";
  replace("prefixes", async () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort());
  replace("class", terms([`${owl}Class`]));
  replace("property", terms([`${owl}ObjectProperty`, `${owl}DatatypeProperty`, `${owl}AnnotationProperty`]));
  Yasgui.Yasqe.defaults.autocompleters = offered;

  // A problem document is told in words.
  const told = async (error) => {
    let problem;
    try {
      problem = JSON.parse(error.text || error.message);
    } catch {
      return undefined;
    }
    if (!problem.title) return undefined;
    const title = Object.assign(document.createElement("strong"), { textContent: `${problem.title}. ` });
    const line = document.createElement("p");
    line.append(title, problem.detail);
    return line;
  };
  Yasgui.Yasr.defaults.errorRenderers = [told];

  place.hidden = false;
  plain.hidden = true;
  const yasgui = new Yasgui(place, {
    persistenceId: null,
    populateFromUrl: false,
    autofocus: false,
    requestConfig: { endpoint, method: "GET" },
    endpointCatalogueOptions: { getData: () => [] },
    autoAddOnInit: false,
    yasqe: { editorHeight: "20rem" },
    yasr: { prefixes },
  });
  // Quotes are what people come for: no cell is cut short.
  const settings = { selectedPlugin: "table", pluginsConfig: { table: { isEllipsed: false } } };
  const tab = yasgui.addTab(true, { yasqe: { value: query }, yasr: { settings } });
  const yasqe = tab.getYasqe();
  yasqe.getInputField().setAttribute("aria-label", "SPARQL query");

  // One button that says what it does, and an address to hand on, in the place of the editor's icons.
  const address = () => `/query?query=${encodeURIComponent(yasqe.getValue())}`;
  const run = Object.assign(document.createElement("button"), { type: "button", textContent: "Run" });
  const link = Object.assign(document.createElement("a"), { textContent: "Address of this query", href: address() });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(run, link);
  yasqe.rootEl.after(row);
  let busy = false;
  const state = (now) => {
    busy = now;
    run.textContent = busy ? "Stop" : "Run";
  };
  run.addEventListener("click", () => (busy ? yasqe.abortQuery() : yasqe.query().catch(() => {})));
  yasqe.on("change", () => {
    link.href = address();
  });
  yasqe.on("query", () => {
    state(true);
    if (yasqe.getValue() !== query) history.replaceState(null, "", address());
  });
  for (const end of ["queryResponse", "queryAbort"]) yasqe.on(end, () => state(false));

  // What the graph has is shown here, whatever host its IRIs name.
  const lead = (link) => {
    const root = roots.find((each) => link.href.startsWith(each) && link.href.length > each.length);
    if (!root) return;
    link.href = `/${link.href.slice(root.length)}`;
    link.removeAttribute("target");
  };
  new MutationObserver(() => {
    for (const link of place.querySelectorAll(".yasr a[href^='http']")) {
      if (link.host !== location.host) lead(link);
    }
  }).observe(place, { childList: true, subtree: true });

  if ("run" in place.dataset) yasqe.query().catch(() => {});
})();
