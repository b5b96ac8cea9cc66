// Finds while one types. The page that the server makes is asked for and its results are put in the place of these, so
// that there is one way in which results look, and all of it works without this script.

const form = document.getElementById("search");
const field = document.getElementById("q");
const found = document.getElementById("found");
const summary = document.getElementById("summary");
const PAUSE = 160; // milliseconds without a key before the server is asked

let asking = null;
let waiting = 0;
let shown = address();

function address() {
  return `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
}

async function find() {
  const wanted = address();
  if (wanted === shown) return;
  asking?.abort();
  asking = new AbortController();
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(wanted, { headers: { Accept: "text/html" }, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("found");
    if (!fresh) {
      // A problem, such as too many searches at a time: what it says, in the place of the count.
      summary.textContent = page.querySelector("main .lead")?.textContent ?? "The search failed; try again in a moment.";
      shown = "";
    } else {
      found.replaceChildren(...fresh.childNodes);
      summary.replaceChildren(...page.getElementById("summary").childNodes);
      document.title = page.title;
      // The address can be copied and come back to; going back leaves the search, not its letters one by one.
      history.replaceState(null, "", wanted);
      shown = wanted;
    }
    found.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name === "AbortError") return;
    summary.textContent = "The search could not be reached; try again in a moment.";
    found.removeAttribute("aria-busy");
    shown = "";
  }
}

field.addEventListener("input", (event) => {
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(find, PAUSE);
});
field.addEventListener("compositionend", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  find();
});

// Arrows go from the field to the results and through them; Escape goes back to the field.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const links = [...found.querySelectorAll(".hit a")];
  const at = links.indexOf(document.activeElement);
  const inField = document.activeElement === field;
  if (event.key === "ArrowDown" && (inField || at >= 0) && at + 1 < links.length) links[at + 1].focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? field).focus();
  else if (event.key === "Escape" && at >= 0) field.focus();
  else return;
  event.preventDefault();
});
