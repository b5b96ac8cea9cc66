// Makes the server's picture one that can be explored: closer, farther, moved; what a box is linked to stands out.
"use strict";

(() => {
  const frame = document.getElementById("map");
  if (!frame || typeof d3 === "undefined") return;
  const picture = d3.select("#picture");
  const moved = d3.select("#moved");
  const boxes = [...frame.querySelectorAll(".box")];
  const lines = [...frame.querySelectorAll(".line")];
  const said = document.getElementById("said");
  const byKey = new Map(boxes.map((box) => [box.dataset.key, box]));
  const near = new Map(boxes.map((box) => [box.dataset.key, new Set()]));
  const hint = said.textContent;
  for (const { dataset } of lines) {
    near.get(dataset.from).add(dataset.to);
    near.get(dataset.to).add(dataset.from);
  }

  let scale = 1;
  const zoom = d3
    .zoom()
    .scaleExtent([0.5, 8])
    // The page scrolls by wheel and by one finger; the picture takes Ctrl with the wheel, two fingers, and the mouse.
    .filter((event) => {
      if (event.type === "wheel") return event.ctrlKey;
      if (event.type.startsWith("touch")) return event.touches.length > 1 || scale !== 1;
      return !event.button && event.type !== "dblclick";
    })
    .on("zoom", ({ transform }) => {
      scale = transform.k;
      moved.attr("transform", transform);
    });
  picture.call(zoom).style("touch-action", "pan-x pan-y");
  document.getElementById("closer").addEventListener("click", () => picture.call(zoom.scaleBy, 1.4));
  document.getElementById("farther").addEventListener("click", () => picture.call(zoom.scaleBy, 1 / 1.4));
  document.getElementById("whole").addEventListener("click", () => picture.call(zoom.transform, d3.zoomIdentity));

  const named = (box) => box.querySelector("title").textContent;
  const show = (box) => {
    const key = box?.dataset.key;
    picture.classed("focusing", Boolean(box));
    for (const each of boxes) each.classList.toggle("near", each === box || Boolean(near.get(key)?.has(each.dataset.key)));
    for (const { classList, dataset } of lines) classList.toggle("near", dataset.from === key || dataset.to === key);
    if (!box) {
      said.textContent = hint;
      return;
    }
    const names = [...near.get(key)].map((each) => named(byKey.get(each)).replace(/^\w+: /, ""));
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    said.textContent = `${named(box)}. Linked to ${names.slice(0, 3).join("; ") || "nothing"}${more}.`;
  };
  const held = () => (boxes.includes(document.activeElement) ? document.activeElement : null);

  let touched = null; // the first touch of a box shows its neighbours, the second follows it
  for (const box of boxes) {
    box.addEventListener("pointerenter", () => show(box));
    box.addEventListener("pointerleave", () => show(held()));
    box.addEventListener("focus", () => show(box));
    box.addEventListener("blur", () => show(null));
    box.addEventListener("click", (event) => {
      if (event.pointerType === "touch" && touched !== box) event.preventDefault();
      touched = box;
    });
    box.addEventListener("dragstart", (event) => event.preventDefault());
  }

  // Up and down within a column, left and right to the nearest neighbour.
  const middle = (box) => Number(box.querySelector("rect").getAttribute("y"));
  const column = (box) => Number(box.querySelector("rect").getAttribute("x"));
  frame.addEventListener("keydown", (event) => {
    const box = held();
    if (!box) return;
    if (event.key === "Escape") return show(null);
    const place = boxes.indexOf(box);
    const to = { ArrowUp: boxes[place - 1], ArrowDown: boxes[place + 1] }[event.key];
    let next = to && column(to) === column(box) ? to : null;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) {
      const beside = [...near.get(box.dataset.key)].map((key) => byKey.get(key));
      next = d3.least(
        beside.filter((each) => Math.sign(column(each) - column(box)) === way),
        (each) => Math.abs(middle(each) - middle(box)),
      );
    }
    if (!way && !(event.key === "ArrowUp" || event.key === "ArrowDown")) return;
    event.preventDefault();
    next?.focus();
  });

  // The drawing as the server makes it, put on a canvas twice as large.
  document.getElementById("png").addEventListener("click", async () => {
    const answer = await fetch(picture.attr("data-drawing"));
    const text = await answer.text();
    if (!answer.ok) {
      said.textContent = "The picture could not be made; try again in a moment.";
      return;
    }
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * 2, height: image.height * 2 });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "evidence-map.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  });
  document.getElementById("tools").hidden = false;
})();
