// Puts an editor in the place of the form's text field, and shows answers without leaving the page. The page that the
// server makes is asked for, so there is one way in which answers look, and all of it works without this script.
"use strict";

(() => {
  const form = document.getElementById("ask");
  const field = document.getElementById("query");
  const run = document.getElementById("run");
  const told = document.getElementById("told");
  const format = document.getElementById("format");
  const RENEWED = ["#about", "#answer", ".foot"]; // what an answer brings along
  let asking = null;

  const address = () => `/query?${new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "format"))}`;

  // The text field by itself, or the editor over it: its text, and a mark where something is wrong.
  const plain = {
    read: () => {},
    mark: (line, column, length) => {
      const before = field.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      const text = field.value.split("\n")[line - 1];
      field.focus();
      field.setSelectionRange(before + within(text, column), before + within(text, column + length));
    },
    clear: () => {},
  };
  const editor = typeof Yasqe === "undefined" ? plain : edited();

  // A column counts characters; a string in this language counts some of them twice.
  function within(text, column) {
    return [...(text ?? "")].slice(0, column - 1).join("").length;
  }

  function tell() {
    const trouble = document.querySelector("#answer .trouble");
    told.textContent = trouble ? "" : (document.getElementById("results")?.textContent ?? "");
    if (trouble?.dataset.line) editor.mark(...["line", "column", "length"].map((each) => Number(trouble.dataset[each])));
  }

  async function ask() {
    const wanted = address();
    asking = new AbortController();
    run.textContent = "Stop";
    told.textContent = "Asking …";
    editor.clear();
    try {
      const answer = await fetch(wanted, { headers: { Accept: "text/html" }, signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("#answer")) {
        const long = answer.status === 414 || answer.status === 431;
        const said = page.querySelector("main .lead")?.textContent;
        told.textContent = long ? "The query is too long for an address; send it to /sparql by POST." : (said ?? "The service failed; try again in a moment.");
        return;
      }
      for (const each of RENEWED) document.querySelector(each).replaceChildren(...page.querySelector(each).childNodes);
      document.title = page.title;
      if (wanted !== location.pathname + location.search) history.pushState(null, "", wanted);
      tell();
    } catch (error) {
      told.textContent = error.name === "AbortError" ? "Stopped." : "The service could not be reached; try again in a moment.";
    } finally {
      run.textContent = "Run";
      asking = null;
    }
  }

  form.addEventListener("submit", (event) => {
    editor.read();
    if (format.value && !asking) return; // a file: the browser takes it
    event.preventDefault();
    if (asking) asking.abort();
    else ask();
  });
  addEventListener("popstate", () => location.reload());
  tell();

  function edited() {
    const place = document.getElementById("editor");
    const keys = document.getElementById("keys");
    Yasqe.defaults.autocompleters = []; // its own ask other hosts
    const yasqe = new Yasqe(place, {
      value: field.value,
      highlightSelectionMatches: false,
      prefixCcApi: null,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      syntaxErrorCheck: false, // it knows SPARQL 1.1 only; the service says what it takes
      editorHeight: "auto",
      screenReaderLabel: "SPARQL query",
      extraKeys: {
        "Ctrl-Space": complete,
        "Ctrl-Enter": () => form.requestSubmit(run),
        "Cmd-Enter": () => form.requestSubmit(run),
        Tab: false, // the browser's: nobody is caught in here
        "Shift-Tab": false,
      },
    });
    field.hidden = true;
    field.required = false; // what is hidden can't be pointed at; the service says that a query is empty
    keys.hidden = false;
    const input = yasqe.getInputField();
    input.id = "editor-input";
    input.setAttribute("aria-describedby", "keys");
    form.querySelector("label[for=query]").htmlFor = input.id;

    let offered;
    const terms = () => (offered ??= fetch(place.dataset.address).then((answer) => answer.json()));

    // What the words before the cursor may become: a prefix in its declaration, a variable, a term by name or label.
    async function hints() {
      const cursor = yasqe.getCursor();
      const before = yasqe.getLine(cursor.line).slice(0, cursor.ch);
      const { prefixes, terms: all } = await terms();
      const word = before.match(/(?:<[^\s<>]*|[?$][\p{L}\p{N}_]*|[\p{L}\p{N}_:.#-]*)$/u)[0];
      const from = { line: cursor.line, ch: cursor.ch - word.length };
      const list = /^\s*(?:PREFIX|@prefix)\s+[\w-]*:?$/i.test(before)
        ? declarations(prefixes, word)
        : /^[?$]/.test(word)
          ? variables(word)
          : named(all, word, /(?:\ba|rdf:type)\s+\S*$/.test(before));
      const found = { list, from, to: cursor };
      // The list gets its name once it is there, for those who hear it.
      Yasqe.on(found, "shown", () => place.querySelector(".CodeMirror-hints")?.setAttribute("aria-label", "Names"));
      return found;
    }
    const declarations = (prefixes, word) =>
      Object.entries(prefixes)
        .filter(([name]) => `${name}:`.startsWith(word))
        .map(([name, iri]) => ({ text: `${name}: <${iri}>` }));
    const variables = (word) =>
      [...new Set(yasqe.getValue().match(/[?$][\p{L}\p{N}_]+/gu))].filter((each) => each !== word && each.startsWith(word)).map((text) => ({ text }));
    function named(all, word, isType) {
      const wanted = word.replace(/^</, "").toLowerCase();
      const [prefix, rest] = wanted.includes(":") && !word.startsWith("<") ? [`${wanted.split(":")[0]}:`, wanted.split(":").slice(1).join(":")] : ["", wanted];
      const rank = ([name, label, kind]) => {
        const low = name.toLowerCase();
        const local = low.slice(low.indexOf(":") + 1);
        const said = label.toLowerCase();
        const fit = local.startsWith(rest) ? 0 : said.startsWith(rest) ? 1 : said.includes(` ${rest}`) ? 2 : local.includes(rest) || said.includes(rest) ? 3 : 9;
        return (low.startsWith(prefix) ? fit : 9) + (isType && kind !== "class" ? 4 : 0);
      };
      return all
        .map((term) => [rank(term), term])
        .filter(([fit]) => fit < 9)
        .sort(([one], [other]) => one - other)
        .slice(0, 60)
        .map(([, [name, label, kind]]) => ({
          text: name,
          render: (line) => line.append(name, Object.assign(document.createElement("span"), { textContent: ` ${label}, ${kind}` })),
          hint: pick,
        }));
    }
    async function pick(_, data, chosen) {
      yasqe.replaceRange(chosen.text, data.from, data.to, "complete");
      const prefix = chosen.text.split(":")[0];
      const { prefixes } = await terms();
      if (prefix in prefixes && !(prefix in yasqe.getPrefixesFromQuery())) yasqe.addPrefixes({ [prefix]: prefixes[prefix] });
    }
    function complete() {
      yasqe.showHint({ hint: hints, completeSingle: false, container: place, closeCharacters: /[\s()[\]{};,]/ });
    }

    // After a prefix's colon they come by themselves.
    yasqe.on("inputRead", (_, change) => {
      const before = yasqe.getLine(change.from.line).slice(0, yasqe.getCursor().ch);
      if (!yasqe.state.completionActive && /(?:^|[\s^/|(!])[\w-]+:$/.test(before) && !/PREFIX\s/i.test(before)) complete();
    });

    let marks = [];
    return {
      read: () => {
        field.value = yasqe.getValue();
      },
      mark: (line, column, length) => {
        const ch = within(yasqe.getLine(line - 1), column);
        const end = within(yasqe.getLine(line - 1), column + length);
        marks = [yasqe.markText({ line: line - 1, ch }, { line: line - 1, ch: end }, { className: "wrong" })];
        yasqe.addLineClass(line - 1, "background", "wrong-line");
        marks.push({ clear: () => yasqe.removeLineClass(line - 1, "background", "wrong-line") });
        yasqe.setCursor({ line: line - 1, ch });
        yasqe.focus();
      },
      clear: () => {
        for (const each of marks) each.clear();
        marks = [];
      },
    };
  }
})();
