// Elements made from text. Data of others only ever becomes text here, never markup.

// In a frame on another site a link opens beside that site, which learns nothing of the page it opened.
const isEmbedded = document.body.hasAttribute("data-embedded");

const SVG = "http://www.w3.org/2000/svg";

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  if (name === "a" && isEmbedded) Object.assign(made, { target: "_blank", rel: "noopener" });
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(settings, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${settings.icons}#${name}`);
  svg.append(use);
  return svg;
}

export function kindMark(settings, kind) {
  return element("span", { class: `kind-mark kind-${kind.code}` }, icon(settings, kind.icon));
}

// Leaflet puts some texts in as markup; this makes them safe for it.
export function escaped(text) {
  return element("span", {}, text).innerHTML;
}
