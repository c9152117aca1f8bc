
  // ---- Looks: the appearance API's variables as custom properties ----
  // https://docs.stripe.com/elements/appearance-api

  const THEMES = {
    stripe: {
      colorPrimary: "#0570de", colorBackground: "#ffffff", colorText: "#30313d", colorDanger: "#c0123c",
      colorTextSecondary: "#5f6570", colorTextPlaceholder: "#6d7380", colorBorder: "#8b919c",
      borderRadius: "4px", spacingUnit: "4px", fontSizeBase: "16px", fontFamily: "inherit",
    },
    night: {
      colorPrimary: "#85d996", colorBackground: "#30313d", colorText: "#ffffff", colorDanger: "#ff8fa3",
      colorTextSecondary: "#c4c7d0", colorTextPlaceholder: "#b3b6c2", colorBorder: "#8b8f9c",
    },
    flat: { colorBorder: "#8b919c", colorBackground: "#f1f3f5" },
  };

  const CSS = `
    :host { display: block; font-family: var(--fontFamily); font-size: var(--fontSizeBase); color: var(--colorText); }
    * { box-sizing: border-box; }
    fieldset { border: 0; margin: 0; padding: 0; min-width: 0; display: grid; gap: calc(var(--spacingUnit) * 3);
      grid-template-columns: repeat(2, minmax(0, 1fr)); }
    legend { padding: 0; margin-bottom: calc(var(--spacingUnit) * 2); font-weight: 600; }
    legend.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .field { display: flex; flex-direction: column; gap: var(--spacingUnit); grid-column: 1 / -1; min-width: 0; }
    .field.half { grid-column: auto; }
    label, .label { font-size: 0.875em; }
    .field input, .field select { font: inherit; color: inherit; width: 100%; min-height: 44px;
      padding: calc(var(--spacingUnit) * 2) calc(var(--spacingUnit) * 3); background: var(--colorBackground);
      border: 1px solid var(--colorBorder); border-radius: var(--borderRadius); }
    .field select { appearance: auto; }
    ::placeholder { color: var(--colorTextPlaceholder); opacity: 1; }
    :focus-visible { outline: 2px solid var(--colorPrimary); outline-offset: 1px; }
    [aria-invalid="true"] { border-color: var(--colorDanger) !important; }
    .problem { color: var(--colorDanger); font-size: 0.875em; }
    .problem:empty { display: none; }
    .number { position: relative; }
    .brand { position: absolute; right: 12px; top: 50%; transform: translateY(-50%); pointer-events: none;
      font-size: 0.75em; color: var(--colorTextSecondary); }
    .choice { grid-column: 1 / -1; display: flex; align-items: center; gap: calc(var(--spacingUnit) * 2);
      min-height: 44px; cursor: pointer; font-size: 1em; }
    .choice input { width: 20px; height: 20px; margin: 0; accent-color: var(--colorPrimary); flex: none; }
    .note { grid-column: 1 / -1; margin: 0; font-size: 0.8125em; color: var(--colorTextSecondary); }
    [hidden] { display: none !important; }
    @media (max-width: 359px) { .field.half { grid-column: 1 / -1; } }
    dialog { max-width: min(420px, calc(100vw - 32px)); padding: 24px; border: 0; border-radius: 12px;
      color: var(--colorText); background: var(--colorBackground); font-family: var(--fontFamily); }
    dialog::backdrop { background: rgb(0 0 0 / 0.5); }
    dialog h2 { margin: 0 0 8px; font-size: 1.25em; }
    dialog p { margin: 0 0 20px; line-height: 1.5; }
    dialog .buttons { display: flex; flex-wrap: wrap; gap: 12px; }
    dialog button { font: inherit; min-height: 44px; padding: 0 16px; border-radius: var(--borderRadius);
      border: 1px solid var(--colorText); background: transparent; color: var(--colorText); cursor: pointer; }
    dialog button.first { background: var(--colorText); color: var(--colorBackground); }
  `;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);

  function variablesOf(appearance) {
    const theme = THEMES[appearance?.theme] ?? {};
    return { ...THEMES.stripe, ...theme, ...appearance?.variables };
  }

  // A shadow root keeps the page's styles out, as Stripe's frame does.
  function styledRoot(host, appearance) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    dress(host, appearance);
    return root;
  }

  function dress(host, appearance) {
    for (const [name, value] of Object.entries(variablesOf(appearance))) {
      if (/^[A-Za-z]+$/.test(name)) host.style.setProperty(`--${name}`, String(value));
    }
  }
