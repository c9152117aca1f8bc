
  // ---- The sandbox's API ----

  // Flattens { shipping: { name: "Ada" } } into pairs as Stripe names them: shipping[name]=Ada.
  function addPairs(form, value, path) {
    if (value === null || value === undefined || value === "") return;
    if (typeof value !== "object") {
      form.append(path, String(value));
      return;
    }
    for (const [key, inner] of Object.entries(value)) addPairs(form, inner, path ? `${path}[${key}]` : key);
  }

  // Answers { body } or { error }: a request that fails is not an exception for the page.
  async function post(path, parameters) {
    const form = new URLSearchParams();
    addPairs(form, parameters, "");
    try {
      const response = await fetch(`${API_BASE}/${path}`, { method: "POST", body: form, credentials: "omit" });
      const body = await response.json();
      return response.ok ? { body } : { error: body.error };
    } catch {
      return { error: { message: "The payment service cannot be reached. Check your connection and try again." } };
    }
  }
