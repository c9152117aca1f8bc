
  // ---- The Address Element ----

  const STATES = ("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC " +
    "ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY").split(" ");

  class AddressElement extends SandboxElement {
    constructor(mode, checkout) {
      super(mode === "shipping" ? "shippingAddress" : "billingAddress", checkout);
      this.mode = mode;
    }

    render() {
      const served = this.mode === "shipping" ? this.checkout.session.sandbox.shippingCountries : null;
      const countries = served ? served.map((code) => [code, countryName(code)]) : COUNTRIES;
      const part = (name) => `${this.mode} ${name}`;
      const field = (name, label, autocomplete, sentence, more = {}) =>
        new Field({ name, label, autocomplete: part(autocomplete), check: sentence ? needed(sentence) : undefined, ...more });
      this.name = field("name", "Full name", "name", "Please enter a name.");
      this.country = field("country", "Country or region", "country", "", { options: countries });
      this.line1 = field("line1", "Address line 1", "address-line1", "Please enter an address.");
      this.line2 = field("line2", "Address line 2", "address-line2", "");
      this.city = field("city", "City", "address-level2", "Please enter a city.");
      this.stateUs = field("state", "State", "address-level1", "Please choose a state.",
        { half: true, options: [["", "Choose"], ...STATES.map((code) => [code, code])] });
      this.stateText = field("state", "Province", "address-level1", "", { half: true });
      this.postal = field("postal", "ZIP code", "postal-code", "Please enter a postal code.", { half: true });
      this.fields = [this.name, this.country, this.line1, this.line2, this.city, this.stateUs, this.stateText, this.postal];
      this.country.input.addEventListener("change", () => this.askForCountry());
      const title = this.mode === "shipping" ? "Shipping address" : "Billing address";
      // As with the real one, its title is the page's to show.
      const group = make("fieldset", {}, [make("legend", { class: "unseen" }, [title]), ...this.fields.map(({ node }) => node)]);
      this.fill(this.checkout.addresses[this.mode]);
      this.askForCountry();
      return group;
    }

    askForCountry() {
      const isUs = this.country.value === "US";
      this.stateUs.node.hidden = !isUs;
      this.stateText.node.hidden = isUs;
      this.postal.label.textContent = isUs ? "ZIP code" : "Postal code";
      this.postal.check = isUs
        ? (text) => (/^\d{5}(-\d{4})?$/.test(text) ? "" : "Please enter a ZIP code of five digits.")
        : needed("Please enter a postal code.");
    }

    fill(contact) {
      if (!contact) return;
      const { address } = contact;
      this.name.value = contact.name;
      if (address.country) this.country.value = address.country;
      this.line1.value = address.line1;
      this.line2.value = address.line2;
      this.city.value = address.city;
      (address.country === "US" ? this.stateUs : this.stateText).value = address.state;
      this.postal.value = address.postal_code;
    }

    value() {
      const state = this.country.value === "US" ? this.stateUs : this.stateText;
      return {
        name: this.name.value,
        address: {
          line1: this.line1.value, line2: this.line2.value || null, city: this.city.value, state: state.value,
          postal_code: this.postal.value, country: this.country.value,
        },
      };
    }

    async getValue() {
      const isNew = true;
      return { complete: this.isComplete, isNewAddress: isNew, value: this.value() };
    }
  }
