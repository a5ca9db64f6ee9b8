// Building elements. Text goes in as text, always: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";
const LINK = /https?:\/\/[^\s<>"'，。！？；、）】》]+[^\s<>"'，。！？；、）】》.,!?;:)\]]/g;

/**
 * @param {string} tag @param {Record<string, any> | null} [props] attributes; on… are listeners
 * @param {...(Node | string)} children @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** @param {keyof typeof ICONS} name @returns {SVGElement} */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const drawn = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  for (const [attribute, value] of Object.entries(drawn)) svg.setAttribute(attribute, value);
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const ICONS = {
  chat: ["M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z", "M8 10h8", "M8 13.2h5"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  send: ["M12 19V5", "m6 11 6-6 6 6"],
  leave: ["M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4", "M10 8l-4 4 4 4", "M6 12h9"],
  spark: ["M12 4c.6 4.6 3.4 7.4 8 8-4.6.6-7.4 3.4-8 8-.6-4.6-3.4-7.4-8-8 4.6-.6 7.4-3.4 8-8Z"],
  person: ["M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5Z", "M5 20c.6-3.9 3.3-6 7-6s6.4 2.1 7 6"],
  check: ["m5.5 12.5 4.2 4.2L18.5 8"],
  down: ["M12 5v14", "m6 13 6 6 6-6"],
  retry: ["M4.5 12a7.5 7.5 0 1 0 2.2-5.3", "M4.5 4.5v4h4"],
};

/** @param {string} text @returns {(Node | string)[]} the text, with its web addresses as links */
export function linked(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(from, found.index));
    parts.push(h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

/**
 * Make a list show these items in this order: elements of known keys stay (so that a screen reader is not told
 * twice, and focus survives), others are made or removed.
 * @param {HTMLElement} list
 * @param {{key: string, make(): HTMLElement, patch?(element: HTMLElement): void}[]} items
 */
export function reconcile(list, items) {
  /** @type {Map<string, HTMLElement>} */
  const known = new Map();
  for (const child of list.children) known.set(/** @type {HTMLElement} */ (child).dataset.key ?? "", /** @type {any} */ (child));
  let place = list.firstElementChild;
  for (const item of items) {
    let element = known.get(item.key);
    if (element) known.delete(item.key);
    else (element = item.make()).dataset.key = item.key;
    item.patch?.(element);
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
  for (const left of known.values()) left.remove();
}
