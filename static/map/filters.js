// The filter form: the same questions as the list asks, in the page's address, so that map, list and a shared link agree.

export class Filters {
  constructor(form, settings, texts, changed) {
    Object.assign(this, { form, settings, texts });
    this.listLinks = document.querySelectorAll("[data-list-link]");
    this.badge = form.querySelector("[data-filter-count]");
    let timer;
    form.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => this.apply(changed), event.target.type === "search" ? 350 : 0);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      this.apply(changed);
    });
    form.querySelector("[data-filter-clear]")?.addEventListener("click", () => {
      for (const box of this.boxes("kind")) box.checked = true;
      for (const box of [...this.boxes("function"), ...this.boxes("tag")]) box.checked = false;
      form.elements.q.value = "";
      this.apply(changed);
    });
    this.show();
  }

  boxes(name) {
    return [...this.form.querySelectorAll(`input[name="${name}"]`)];
  }

  chosen(name) {
    return this.boxes(name).filter((box) => box.checked).map((box) => box.value);
  }

  // The kinds whose layers are shown. A place function narrows to the kinds that have functions.
  kinds() {
    const chosen = new Set(this.chosen("kind"));
    const byFunction = this.chosen("function").length > 0;
    return this.settings.kinds.filter((kind) => chosen.has(kind.code) && (!byFunction || kind.hasFunctions));
  }

  // What each layer is asked, as a query string.
  question() {
    const query = new URLSearchParams();
    const text = this.form.elements.q.value.trim();
    if (text) query.set("q", text);
    for (const name of ["function", "tag"]) for (const value of this.chosen(name)) query.append(name, value);
    return query.toString();
  }

  // The same as the list understands it: no kind means all kinds.
  shared() {
    const query = new URLSearchParams(this.question());
    const kinds = this.chosen("kind");
    if (kinds.length < this.boxes("kind").length) for (const code of kinds) query.append("kind", code);
    return query;
  }

  apply(changed) {
    this.show();
    changed();
  }

  show() {
    const query = this.shared();
    const text = query.toString();
    for (const link of this.listLinks) link.href = this.settings.assets + (text ? `?${text}` : "");
    const n = new Set(query.keys()).size;
    if (this.badge) this.badge.textContent = n > 0 ? this.texts.count("filters", n) : "";
  }
}
