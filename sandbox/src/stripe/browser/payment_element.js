
  // ---- The Payment Element: a new card, or one that was kept ----

  const COUNTRIES = [
    ["US", "United States"], ["AT", "Austria"], ["AU", "Australia"], ["BE", "Belgium"], ["CA", "Canada"],
    ["CH", "Switzerland"], ["CZ", "Czechia"], ["DE", "Germany"], ["DK", "Denmark"], ["ES", "Spain"],
    ["FI", "Finland"], ["FR", "France"], ["GB", "United Kingdom"], ["GR", "Greece"], ["HU", "Hungary"],
    ["IE", "Ireland"], ["IT", "Italy"], ["JP", "Japan"], ["LU", "Luxembourg"], ["MX", "Mexico"],
    ["NL", "Netherlands"], ["NO", "Norway"], ["NZ", "New Zealand"], ["PL", "Poland"], ["PT", "Portugal"],
    ["RO", "Romania"], ["SE", "Sweden"], ["SG", "Singapore"], ["SI", "Slovenia"], ["SK", "Slovakia"],
  ];

  const countryName = (code) => COUNTRIES.find(([known]) => known === code)?.[1] ?? code;
  // Where a card's billing check needs a postal code, and what people there call it.
  const POSTAL_NAMES = { US: "ZIP code", GB: "Postal code", CA: "Postal code" };
  const needed = (sentence) => (text) => (text ? "" : sentence);

  class PaymentElement extends SandboxElement {
    constructor(checkout) {
      super("payment", checkout);
      this.chosen = null;
    }

    render() {
      const session = this.checkout.session;
      this.number = new Field({ name: "number", label: "Card number", check: numberProblem,
        autocomplete: "cc-number", inputmode: "numeric", placeholder: "1234 1234 1234 1234" });
      this.expiry = new Field({ name: "expiry", label: "Expiration date", check: expiryProblem, half: true,
        autocomplete: "cc-exp", inputmode: "numeric", placeholder: "MM / YY" });
      this.code = new Field({ name: "cvc", label: "Security code", half: true, inputmode: "numeric", maxlength: 4,
        check: (text) => codeProblem(text, this.number.value), autocomplete: "cc-csc", placeholder: "CVC" });
      this.country = new Field({ name: "country", label: "Country", options: COUNTRIES, autocomplete: "billing country" });
      this.postal = new Field({ name: "postal", label: "ZIP code", autocomplete: "billing postal-code",
        check: needed("Your postal code is incomplete.") });
      this.fields = [this.number, this.expiry, this.code, this.country, this.postal];
      this.addBrand();
      this.addTyping();
      const cards = session.savedPaymentMethods ?? [];
      const group = make("fieldset", {}, [make("legend", {}, ["Card"])]);
      if (cards.length) group.append(...this.choices(cards));
      group.append(...this.fields.map((field) => field.node));
      if (session.sandbox.canSave) group.append(this.saveChoice());
      group.append(make("p", { class: "note" }, ["Test mode: use a test card such as 4242 4242 4242 4242. No money moves."]));
      this.choose(cards[0]?.id ?? null);
      this.askPostal();
      return group;
    }

    addBrand() {
      this.brand = make("span", { class: "brand", "aria-hidden": "true" });
      const wrap = make("div", { class: "number" });
      this.number.input.replaceWith(wrap);
      wrap.append(this.number.input, this.brand);
    }

    addTyping() {
      this.number.input.addEventListener("input", () => {
        const isAtEnd = this.number.input.selectionStart === this.number.input.value.length;
        if (isAtEnd) this.number.value = groupedNumber(this.number.input.value);
        const digits = onlyDigits(this.number.value);
        this.brand.textContent = digits ? brandOf(digits).name : "";
      });
      this.expiry.input.addEventListener("input", (event) => {
        const isDeleting = event.inputType?.startsWith("delete") ?? false;
        this.expiry.value = groupedExpiry(this.expiry.input.value, isDeleting);
      });
      this.country.input.addEventListener("change", () => this.askPostal());
    }

    askPostal() {
      const name = POSTAL_NAMES[this.country.value];
      this.postal.node.hidden = !name || this.chosen !== null;
      if (name) this.postal.label.textContent = name;
    }

    choices(cards) {
      const options = cards.map(({ id, card }) => [id, `${brandName(card.brand)} ending in ${card.last4}`]);
      return [...options, ["", "New card"]].map(([id, text], place) => {
        const radio = make("input", { type: "radio", name: "card", value: id, checked: place === 0 });
        radio.addEventListener("change", () => this.choose(id || null));
        return make("label", { class: "choice" }, [radio, text]);
      });
    }

    saveChoice() {
      this.save = make("input", { type: "checkbox", name: "save" });
      this.saveRow = make("label", { class: "choice" }, [this.save, "Save this card for my next purchase"]);
      return this.saveRow;
    }

    choose(id) {
      this.chosen = id;
      for (const field of this.fields) field.node.hidden = id !== null;
      if (this.saveRow) this.saveRow.hidden = id !== null;
      this.askPostal();
    }

    get isComplete() { return this.chosen !== null || (this.fields.length > 0 && super.isComplete); }

    // What `confirm` sends.
    parameters() {
      if (this.chosen) return { payment_method: this.chosen };
      const expiry = onlyDigits(this.expiry.value);
      return {
        payment_method_data: {
          type: "card",
          card: {
            number: onlyDigits(this.number.value),
            exp_month: Number(expiry.slice(0, 2)),
            exp_year: 2000 + Number(expiry.slice(2)),
            cvc: onlyDigits(this.code.value),
          },
          billing_details: { address: { country: this.country.value, postal_code: this.postal.value } },
        },
        save_payment_method: this.save?.checked || undefined,
      };
    }

    // Puts the service's refusal where it belongs.
    blame(error) {
      const field = { number: this.number, exp_month: this.expiry, exp_year: this.expiry, cvc: this.code }[error.param];
      if (!field || this.chosen) return;
      field.show(error.message);
      field.input.focus();
    }
  }
