// Marks the characters that #char=START,END names (RFC 5147), all of a claim that an address names, and offers a link to selected words.
"use strict";
(() => {
  const letter = document.querySelector(".letter");
  if (!letter) return;
  const told = document.querySelector(".told");
  const offer = document.querySelector(".selected");
  const length = Number(letter.dataset.length);
  const starts = letter.dataset.starts.split(" ").map(Number);
  const points = text => Array.from(text).length;
  const units = (text, count) => Array.from(text).slice(0, count).join("").length;

  // The text nodes that hold the letter's own words, each with the offset of its first character.
  const runs = [];
  let at = null;
  const place = element => {
    if (element.dataset.c) at = Number(element.dataset.c);
    else if (/^p\d+$/.test(element.id)) at = Number(element.id.slice(1));
    return element.matches("sup, .c, .n, .work, .to, .lead") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  };
  const keep = node => (node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT : place(node));
  for (const part of document.querySelectorAll(".letter")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, keep);
    at = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (at === null || !/^(p|li|h3|mark|a|em|strong|span)$/.test(node.parentElement.localName)) continue;
      runs.push({ node, start: at, end: at + points(node.data) });
      at += points(node.data);
    }
  }

  const rangeOf = (start, end) => {
    const inside = runs.filter(run => run.start < end && run.end > start).sort((one, other) => one.start - other.start);
    if (!inside.length) return null;
    const first = inside[0];
    const last = inside[inside.length - 1];
    const range = document.createRange();
    range.setStart(first.node, units(first.node.data, Math.max(0, start - first.start)));
    range.setEnd(last.node, units(last.node.data, Math.min(end, last.end) - last.start));
    return range;
  };

  const light = ranges => {
    if (window.Highlight) CSS.highlights.set("chosen", new Highlight(...ranges));
    else if (ranges.length) getSelection().setBaseAndExtent(ranges[0].startContainer, ranges[0].startOffset, ranges[0].endContainer, ranges[0].endOffset);
  };

  const turnTo = offset => {
    const page = starts.filter(start => start <= offset).length;
    if (page === Number(letter.dataset.page)) return false;
    const query = new URLSearchParams(location.search);
    query.delete("char");
    query.set("page", page);
    location.replace(`?${query}${location.hash}`);
    return true;
  };

  const show = (start, end) => {
    if (start >= length || end <= start) {
      told.textContent = `The letter has ${length} characters, counted from 0: from ${start} to ${end} there are none.`;
      return;
    }
    if (turnTo(start)) return;
    const range = rangeOf(start, Math.min(end, length));
    if (!range) {
      told.textContent = `Characters ${start} to ${end} are none of the letter’s words, but a footnote’s mark, a page number, a running head, mark-up or a blank.`;
      return;
    }
    light([range]);
    told.textContent = `Characters ${start} to ${Math.min(end, length)} are marked.`;
    const block = range.startContainer.parentElement.closest("p, li, td, th, h3");
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
    window.scrollTo({ top: window.scrollY + range.getBoundingClientRect().top - window.innerHeight / 3 });
  };

  const follow = () => {
    told.textContent = "";
    light([]);
    let hash = location.hash.slice(1);
    try {
      hash = decodeURIComponent(hash);
    } catch {
      return; // no address of ours
    }
    if (hash && starts.length > 1 && !document.getElementById(hash) && /^(claim|section|note)-/.test(hash) && !location.search.includes("at=")) {
      location.replace(`?at=${encodeURIComponent(hash)}${location.hash}`);
      return;
    }
    const asked = /^char=(?=\d|,\d)(\d*)(,?)(\d*)(;.*)?$/.exec(hash) || /^c(\d+)(-)(\d+)$/.exec(hash);
    if (asked && !document.getElementById(hash)) {
      const start = Number(asked[1] || 0);
      show(start, asked[3] ? Number(asked[3]) : asked[2] ? length : start + 1);
    } else if (hash.startsWith("char=")) {
      told.textContent = "The address names no range of characters: write the first and the end, as in #char=120,180.";
    } else if (hash.startsWith("claim-")) {
      const pieces = letter.querySelectorAll(`[data-of="${CSS.escape(hash.slice(6))}"]`);
      light(Array.from(pieces, piece => {
        const range = document.createRange();
        range.selectNodeContents(piece);
        return range;
      }));
    }
  };

  let waiting = 0;
  const offerLink = () => {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const inside = range && letter.contains(range.commonAncestorContainer) ? runs.filter(run => range.intersectsNode(run.node)) : [];
    const bounds = inside.map(run => [
      run.start + (run.node === range.startContainer ? points(run.node.data.slice(0, range.startOffset)) : 0),
      run.node === range.endContainer ? run.start + points(run.node.data.slice(0, range.endOffset)) : run.end,
    ]).filter(([start, end]) => start < end);
    offer.hidden = !bounds.length;
    if (!bounds.length) return;
    const query = new URLSearchParams(location.search);
    query.delete("page");
    query.delete("char");
    const rest = query.toString();
    offer.firstElementChild.href =
      `${location.pathname}?${rest ? `${rest}&` : ""}char=${Math.min(...bounds.map(each => each[0]))},${Math.max(...bounds.map(each => each[1]))}#here`;
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offerLink, 150);
  });
  window.addEventListener("hashchange", follow);
  follow();
})();
