// What of a page is not as a person needs it: one line each, none if all is well.
() => {
  const findings = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const said = (element) => `<${element.localName}> ${(element.innerText || element.id || "").trim().slice(0, 40)}`;

  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > width + 1);
    findings.push(`scrolls sideways: ${document.documentElement.scrollWidth} px in ${width}: ${wide.slice(-1).map(said)}`);
  }

  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
  if (headings[0]?.localName !== "h1") findings.push(`the first heading is ${headings[0] ? said(headings[0]) : "none"}`);
  if (headings.filter((each) => each.localName === "h1").length !== 1) findings.push("not one first heading");
  headings.slice(1).forEach((each, number) => {
    if (each.localName[1] - headings[number].localName[1] > 1) findings.push(`a level is left out before ${said(each)}`);
  });
  if (!/^.+ – Lotse$/.test(document.title)) findings.push(`the title is ${document.title}`);

  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
    (each) => each.type !== "hidden" && shown(each) && !each.matches(".skip"));
  const boxes = controls.flatMap((owner) => [...owner.getClientRects()].map((box) => ({ owner, box })));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode());) {
    const owner = node.parentElement;
    if (!node.data.trim() || !shown(owner) || owner.closest(".kern-sr-only, .skip, textarea, select, script")) continue;
    range.selectNodeContents(node);
    const room = owner.closest(".scroll")?.getBoundingClientRect();
    const lines = range.getClientRects();
    if (lines.length > 4 && node.data.trim().length < 5 * lines.length) findings.push(`is squeezed: ${said(owner)}`);
    for (const box of lines) {
      if (!room || (box.left < room.right && box.right > room.left)) boxes.push({ owner, box, text: true });
    }
  }
  const large = boxes.filter(({ box }) => box.width > 2 && box.height > 2).sort((a, b) => a.box.top - b.box.top);
  const related = (a, b) =>
    a.contains(b) || b.contains(a) || a.closest("label, a, button")?.contains(b) || b.closest("label, a, button")?.contains(a);
  large.forEach((first, number) => {
    for (let next = number + 1; next < large.length && large[next].box.top < first.box.bottom; next++) {
      const second = large[next];
      if (first.owner === second.owner || related(first.owner, second.owner)) continue;
      const across = Math.min(first.box.right, second.box.right) - Math.max(first.box.left, second.box.left);
      const down = Math.min(first.box.bottom, second.box.bottom) - second.box.top;
      const least = Math.min(first.box.height, second.box.height);
      if (across > 2 && down > least / 3) findings.push(`${said(first.owner)} overlaps ${said(second.owner)}`);
    }
  });

  const before = document.activeElement;
  for (const each of controls.filter((control) => !control.disabled)) {
    each.focus();
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (document.activeElement !== each || !ring || !inside) findings.push(`does not show its focus: ${said(each)}`);
  }
  before.focus();
  if (before.matches(".skip")) before.blur(); // it lies over the page's name while it has the focus
  return [...new Set(findings)];
}
