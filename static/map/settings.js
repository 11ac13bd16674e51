// What the page tells the map: where the layers are, the kinds with their words, the texts.

export function readSettings(element) {
  const data = element.dataset;
  const json = (text, otherwise) => (text ? JSON.parse(text) : otherwise);
  return {
    collections: data.collections,
    assets: data.assets,
    icons: data.icons,
    kinds: json(data.kinds, []),
    functions: json(data.functions, {}),
    texts: json(data.texts, {}),
    extent: json(data.extent, null),
    asset: data.asset ? { id: data.asset, collection: data.assetCollection } : null,
    tiles: data.tiles ? { url: data.tiles, attribution: data.tilesAttribution || "" } : null,
    attribution: data.attribution || "",
    language: document.documentElement.lang,
  };
}

export class Texts {
  constructor(settings) {
    this.texts = settings.texts;
    this.numbers = new Intl.NumberFormat(settings.language);
  }

  // The text under a key, with %name filled in.
  say(key, filling = {}) {
    return (this.texts[key] ?? key).replace(/%([a-z]+)/g, (whole, name) => {
      const value = filling[name];
      return value === undefined ? whole : typeof value === "number" ? this.numbers.format(value) : value;
    });
  }

  // One of two texts, by number: `key-one` or `key-many`.
  count(key, n, filling = {}) {
    return this.say(`${key}-${n === 1 ? "one" : "many"}`, { n, ...filling });
  }

  distance(metres) {
    if (metres < 950) return this.say("metres", { n: Math.max(10, Math.round(metres / 10) * 10) });
    const kilometres = new Intl.NumberFormat(this.numbers.resolvedOptions().locale, { maximumFractionDigits: 1 });
    return this.say("kilometres", { n: kilometres.format(metres / 1000) });
  }
}
