// The faults of the page at hand by those rules of WCAG 2.1 (A and AA) that a machine can check.
() => {
  const faults = [];
  const fault = (rule, element) => faults.push(`${rule}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 140)}`);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const words = (element) => (element ? element.textContent.trim() : "");
  const named = (ids) => (ids || "").split(" ").map((id) => words(document.getElementById(id))).join("");

  // The whole
  const root = document.documentElement;
  if (!/^[a-z]{2}\b/.test(root.lang)) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (all("main, [role=main]").length !== 1) faults.push("not one main landmark");
  if (all("h1").length !== 1) faults.push(`${all("h1").length} first headings`);
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  let level = 1; // a notice may come before the first heading
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1 && !heading.closest("aside, nav")) fault("skips a level", heading);
    level = next;
  }

  // Names
  for (const field of all("input:not([type=hidden]), select, textarea"))
    if (!field.labels.length && !field.ariaLabel && !named(field.getAttribute("aria-labelledby")))
      fault("no label", field);
  for (const thing of all("a[href], button, summary, iframe")) {
    const pictures = [...thing.querySelectorAll("img")].map((image) => image.alt).join("");
    if (!words(thing) && !thing.ariaLabel && !thing.title && !pictures) fault("no name", thing);
  }
  for (const image of all("img:not([alt]), svg:not([aria-hidden=true]):not([role=img])"))
    fault("no alternative", image);
  for (const header of all("table:not([role=presentation]) th:not([scope])")) fault("no scope", header);
  const navigations = all("nav");
  if (navigations.length > 1)
    for (const nav of navigations) if (!nav.ariaLabel && !nav.getAttribute("aria-labelledby")) fault("no name", nav);

  // References
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) faults.push(`id twice: ${id}`);
  for (const attribute of ["for", "aria-describedby", "aria-labelledby", "aria-controls"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(" ")) if (!ids.includes(id)) fault(`no #${id}`, element);
  for (const link of all("a[href^='#']")) if (!ids.includes(link.hash.slice(1))) fault("leads nowhere", link);
  for (const element of all("[tabindex]")) if (element.tabIndex > 0) fault("jumps the queue", element);

  // Colours: [red, green, blue, alpha]
  const colours = (css) => {
    const found = [...css.matchAll(/rgba?\(([^)]*)\)/g)].map((colour) => colour[1].split(/[ ,/]+/).map(Number));
    if (!found.length) throw new Error(`no colour that this check can read: ${css}`);
    return found.map(([red, green, blue, alpha = 1]) => [red, green, blue, alpha]);
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3])).concat(1);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // The browser's own ground: dark at night, if the page agrees.
  const night = matchMedia("(prefers-color-scheme: dark)").matches;
  const ground = night && getComputedStyle(root).colorScheme.includes("dark") ? [18, 18, 18, 1] : [255, 255, 255, 1];
  // Every colour that may lie behind an element's content: of a gradient, each of its stops.
  const grounds = (element) => {
    if (!element) return [ground];
    const style = getComputedStyle(element);
    const gradient = style.backgroundImage.includes("gradient");
    const painted = colours(gradient ? style.backgroundImage : style.backgroundColor);
    if (painted.every((colour) => colour[3] === 1)) return painted;
    return grounds(element.parentElement).flatMap((below) => painted.map((colour) => over(colour, below)));
  };
  const lowest = (css, element) =>
    Math.min(...grounds(element).map((below) => contrast(over(colours(css)[0], below), below)));
  const legible = (element, style, kind) => {
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const found = lowest(style.color, element);
    if (found < least) fault(`${kind} at ${found.toFixed(2)}`, element);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(element)) continue;
    if (!element.closest("[disabled], svg, script")) legible(element, getComputedStyle(element), "text");
  }
  for (const field of all("input:not([type=hidden]), select, textarea")) {
    legible(field, getComputedStyle(field), "entry");
    if (field.placeholder) legible(field, getComputedStyle(field, "::placeholder"), "placeholder");
    const edge = lowest(getComputedStyle(field).borderBottomColor, field.parentElement);
    if (edge < 3) fault(`edge at ${edge.toFixed(2)}`, field);
  }

  // Focus, as the keyboard gives it: the caller has pressed Tab.
  const outlined = (style) =>
    style.outlineStyle === "auto" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  for (const element of all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    if (element.disabled) continue;
    element.focus({ preventScroll: true });
    const [own, after] = [getComputedStyle(element), getComputedStyle(element, "::after")];
    const ring = outlined(own) ? own : outlined(after) && after.content !== "none" ? after : null;
    if (!ring) fault("focus does not show", element);
    else if (ring.outlineStyle !== "auto" && lowest(ring.outlineColor, element.parentElement) < 3)
      fault("focus is pale", element);
  }
  return faults;
}
