
  // ---- The checkout object and its actions ----

  const fine = (checkout) => ({ type: "success", session: checkout.shownSession() });
  const failure = (message, code = null, more = {}) => ({ type: "error", error: { message, code, ...more } });
  const isEmail = (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

  class Checkout {
    constructor(key, { clientSecret, fetchClientSecret, elementsOptions, defaultValues }) {
      this.key = key;
      this.appearance = elementsOptions?.appearance;
      this.elements = new Map();
      this.handlers = [];
      this.addresses = {
        shipping: defaultValues?.shippingAddress ?? null,
        billing: defaultValues?.billingAddress ?? null,
      };
      this.email = defaultValues?.email ?? null;
      this.phone = defaultValues?.phoneNumber ?? null;
      this.isConfirming = false;
      this.session = null;
      this.loaded = this.load(clientSecret ?? fetchClientSecret?.());
      // Elements wait for a session; without one they stay empty and loadActions says why.
      this.ready = new Promise((resolve) => this.loaded.then((result) => { if (!result.error) resolve(); }));
    }

    async load(secret) {
      try {
        this.secret = await secret;
      } catch {
        return { error: { message: "The payment cannot be started. Try again." } };
      }
      this.id = String(this.secret ?? "").split("_secret_")[0];
      if (!this.id.startsWith("cs_")) return { error: { message: "The client secret is not a Checkout Session's." } };
      return this.ask("init", {});
    }

    // Asks the service about this session; takes the session it answers over.
    async ask(verb, parameters) {
      const path = `payment_pages/${this.id}/${verb}`;
      const result = await post(path, { key: this.key, client_secret: this.secret, ...parameters });
      const session = result.body?.session ?? (result.body?.lineItems ? result.body : null);
      if (session) {
        this.session = session;
        this.changed();
      }
      return result;
    }

    shownSession() {
      const elements = [...this.elements.values()].filter((element) => element.host);
      const canConfirm = this.session.canConfirm && !this.isConfirming && elements.every((element) => element.isComplete);
      return {
        ...this.session,
        canConfirm,
        email: this.email ?? this.session.email,
        phoneNumber: this.phone,
        shippingAddress: this.addresses.shipping,
        billingAddress: this.addresses.billing,
      };
    }

    changed() {
      if (!this.session) return;
      const session = this.shownSession();
      for (const handler of this.handlers) handler(session);
    }

    on(event, handler) {
      if (event === "change") this.handlers.push(handler);
    }

    changeAppearance(appearance) {
      this.appearance = appearance;
      for (const element of this.elements.values()) if (element.host) dress(element.host, appearance);
    }

    loadFonts() {}

    create(kind, build) {
      if (this.elements.has(kind)) throw new Error(`There is already a ${kind} element on this checkout.`);
      const element = build();
      this.elements.set(kind, element);
      return element;
    }

    createPaymentElement() { return this.create("payment", () => new PaymentElement(this)); }
    createShippingAddressElement() { return this.create("shippingAddress", () => new AddressElement("shipping", this)); }
    createBillingAddressElement() { return this.create("billingAddress", () => new AddressElement("billing", this)); }
    getPaymentElement() { return this.elements.get("payment") ?? null; }
    getShippingAddressElement() { return this.elements.get("shippingAddress") ?? null; }
    getBillingAddressElement() { return this.elements.get("billingAddress") ?? null; }

    async loadActions() {
      const result = await this.loaded;
      if (result.error) return failure(result.error.message);
      return { type: "success", actions: new Actions(this) };
    }

    contact(mode, given) {
      const element = this.elements.get(`${mode}Address`);
      return given ?? (element?.host ? element.value() : this.addresses[mode]);
    }

    validate() {
      for (const element of this.elements.values()) {
        const problem = element.host ? element.validate() : "";
        if (problem) return problem;
      }
      return "";
    }
  }

  class Actions {
    #checkout;

    constructor(checkout) {
      this.#checkout = checkout;
      // Pages take single actions out of this object.
      for (const name of Object.getOwnPropertyNames(Actions.prototype)) {
        if (name !== "constructor") this[name] = this[name].bind(this);
      }
    }

    getSession() { return this.#checkout.shownSession(); }

    #set(change) {
      change(this.#checkout);
      this.#checkout.changed();
      return fine(this.#checkout);
    }

    async updateEmail(email) {
      if (email && !isEmail(email)) return failure("Your email address is invalid.", "invalidEmail");
      return this.#set((checkout) => { checkout.email = email || null; });
    }

    async updatePhoneNumber(phone) { return this.#set((checkout) => { checkout.phone = phone; }); }
    async updateShippingAddress(contact) { return this.#setAddress("shipping", contact); }
    async updateBillingAddress(contact) { return this.#setAddress("billing", contact); }

    #setAddress(mode, contact) {
      const element = this.#checkout.elements.get(`${mode}Address`);
      if (element?.host && element.fields.length) {
        element.fill(contact);
        element.askForCountry();
      }
      return this.#set((checkout) => { checkout.addresses[mode] = contact; });
    }

    async updateShippingOption(id) {
      const { error } = await this.#checkout.ask("shipping_option", { shipping_rate: id });
      return error ? failure(error.message) : fine(this.#checkout);
    }

    async updateLineItemQuantity() { return failure("The quantity of this item cannot be changed."); }
    async applyPromotionCode() { return failure("This code is invalid.", "invalidCode"); }
    async removePromotionCode() { return fine(this.#checkout); }

    async runServerUpdate(update) {
      try {
        await update();
      } catch {
        return failure("The update failed.");
      }
      const { error } = await this.#checkout.ask("init", {});
      return error ? failure(error.message) : fine(this.#checkout);
    }

    async validateElements() {
      const message = this.#checkout.validate();
      return message ? failure(message, "validation_error", { validation_errors: [] }) : fine(this.#checkout);
    }

    // Pays. Leaves for the return URL unless `redirect` is "if_required".
    async confirm(options = {}) {
      const checkout = this.#checkout;
      if (checkout.isConfirming) return failure("The payment is already being confirmed.");
      const returnUrl = options.returnUrl ?? checkout.session.sandbox.returnUrl;
      const leaves = options.redirect !== "if_required";
      if (leaves && !returnUrl) return failure("A return URL is needed to confirm this payment.");
      const problem = checkout.validate();
      if (problem) return failure(problem);
      checkout.isConfirming = true;
      checkout.changed();
      const outcome = await this.#pay(options);
      checkout.isConfirming = false;
      checkout.changed();
      if (outcome.type === "error" || !leaves) return outcome;
      location.assign(returnUrl.replace("{CHECKOUT_SESSION_ID}", encodeURIComponent(checkout.id)));
      return new Promise(() => {});
    }

    async #pay(options) {
      const checkout = this.#checkout;
      const payment = checkout.elements.get("payment");
      const chosen = options.paymentMethod ? { payment_method: options.paymentMethod } : payment?.parameters();
      if (!chosen) return failure("There is no Payment Element to take a card from.");
      let result = await checkout.ask("confirm", {
        ...chosen,
        ...(options.savePaymentMethod ? { save_payment_method: true } : {}),
        email: options.email ?? checkout.email,
        phone: options.phoneNumber ?? checkout.phone,
        shipping: checkout.contact("shipping", options.shippingAddress),
      });
      if (result.body?.requires_action) {
        const outcome = await askBank(checkout.session.total.total.amount, checkout.appearance);
        result = await checkout.ask("authenticate", { outcome });
      }
      if (!result.error) return fine(checkout);
      const { error } = result;
      payment?.blame(error);
      if (error.type !== "card_error") return failure(error.message);
      return failure(error.message, "paymentFailed", { paymentFailed: { declineCode: error.decline_code ?? null } });
    }
  }

  window.Stripe = function Stripe(key) {
    if (typeof key !== "string" || !key.startsWith("pk_")) {
      throw new Error("Stripe() needs a publishable key (pk_…).");
    }
    return { initCheckoutElementsSdk: (options) => new Checkout(key, options) };
  };
  window.Stripe.version = "sandbox";
})();
