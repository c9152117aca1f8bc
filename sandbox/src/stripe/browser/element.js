
  // ---- What every Element can do ----

  let lastId = 0;

  function make(tag, attributes = {}, children = []) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      node.setAttribute(name, value === true ? "" : String(value));
    }
    node.append(...children);
    return node;
  }

  // A labelled field with a place for its problem. `check(text)` answers a sentence or "".
  class Field {
    constructor({ name, label, check, autocomplete, inputmode, placeholder, half, options, maxlength }) {
      const id = `sandbox-${name}-${++lastId}`;
      this.name = name;
      this.check = check ?? (() => "");
      this.label = make("label", { for: id }, [label]);
      this.input = options
        ? make("select", { id, name, autocomplete }, options.map(([value, text]) => make("option", { value }, [text])))
        : make("input", { id, name, autocomplete, inputmode, placeholder, maxlength, type: "text" });
      this.input.setAttribute("aria-describedby", `${id}-problem`);
      this.problem = make("span", { id: `${id}-problem`, class: "problem", role: "alert" });
      this.node = make("div", { class: half ? "field half" : "field" }, [this.label, this.input, this.problem]);
      this.input.addEventListener("blur", () => { if (this.value) this.validate(); });
      this.input.addEventListener("input", () => this.show(""));
    }

    get value() { return this.input.value.trim(); }
    set value(text) { this.input.value = text ?? ""; }
    get isShown() { return !this.node.hidden; }
    get isComplete() { return !this.isShown || this.check(this.value) === ""; }

    show(problem) {
      this.problem.textContent = problem;
      this.input.setAttribute("aria-invalid", String(problem !== ""));
    }

    validate() {
      const problem = this.isShown ? this.check(this.value) : "";
      this.show(problem);
      return problem;
    }
  }

  class SandboxElement {
    constructor(kind, checkout) {
      this.kind = kind;
      this.checkout = checkout;
      this.handlers = new Map();
      this.fields = [];
      this.host = null;
    }

    mount(target) {
      const place = typeof target === "string" ? document.querySelector(target) : target;
      if (!place) throw new Error(`The selector you specified (${target}) applies to no DOM elements that are currently on the page.`);
      this.unmount();
      this.host = make("div", { class: "StripeElement", "data-sandbox-element": this.kind });
      place.replaceChildren(this.host);
      this.root = styledRoot(this.host, this.checkout.appearance);
      this.checkout.ready.then(() => {
        if (!this.host) return;
        this.root.replaceChildren(this.render());
        this.root.addEventListener("input", () => this.changed());
        this.root.addEventListener("change", () => this.changed());
        this.root.addEventListener("focusin", () => this.emit("focus", { elementType: this.kind }));
        this.root.addEventListener("focusout", () => this.emit("blur", { elementType: this.kind }));
        this.emit("ready", { elementType: this.kind });
      });
      return this;
    }

    unmount() {
      this.host?.remove();
      this.host = null;
      return this;
    }

    destroy() {
      this.unmount();
      this.checkout.elements.delete(this.kind);
    }

    on(event, handler) {
      this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
      return this;
    }

    once(event, handler) {
      const only = (payload) => { this.off(event, only); handler(payload); };
      return this.on(event, only);
    }

    off(event, handler) {
      this.handlers.set(event, handler ? (this.handlers.get(event) ?? []).filter((known) => known !== handler) : []);
      return this;
    }

    emit(event, payload) {
      for (const handler of this.handlers.get(event) ?? []) handler(payload);
    }

    update() { return this; }
    focus() { this.fields.find((field) => field.isShown)?.input.focus(); }
    blur() { this.root?.activeElement?.blur(); }
    clear() { this.fields.forEach((field) => { field.value = ""; field.show(""); }); this.changed(); }

    get isComplete() { return this.fields.every((field) => field.isComplete); }

    changed() {
      const empty = this.fields.every((field) => !field.value);
      this.emit("change", { elementType: this.kind, complete: this.isComplete, empty, value: this.value?.() });
      this.checkout.changed();
    }

    // The first problem, shown at its field with the focus on it; "" when there is none.
    validate() {
      const wrong = this.fields.filter((field) => field.validate() !== "");
      wrong[0]?.input.focus();
      return wrong[0]?.problem.textContent ?? "";
    }
  }
