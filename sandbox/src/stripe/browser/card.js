
  // ---- Cards, as far as a browser can judge them ----

  const BRANDS = [
    ["amex", /^3[47]/, "Amex"],
    ["visa", /^4/, "Visa"],
    ["mastercard", /^(5[1-5]|2[2-7])/, "Mastercard"],
    ["discover", /^6(011|5)/, "Discover"],
    ["diners", /^3[068]/, "Diners"],
    ["jcb", /^35/, "JCB"],
    ["unionpay", /^62/, "UnionPay"],
  ];

  const onlyDigits = (text) => text.replace(/\D/g, "");

  function brandOf(digits) {
    const found = BRANDS.find(([, start]) => start.test(digits));
    return found ? { id: found[0], name: found[2] } : { id: "unknown", name: "Card" };
  }

  const brandName = (id) => BRANDS.find(([brand]) => brand === id)?.[2] ?? "Card";

  function lengthOf(digits) {
    return { amex: 15, diners: 14 }[brandOf(digits).id] ?? 16;
  }

  // In groups of four; American Express 4-6-5.
  function groupedNumber(text) {
    const digits = onlyDigits(text).slice(0, 19);
    if (brandOf(digits).id !== "amex") return digits.replace(/(.{4})(?=.)/g, "$1 ");
    return [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean).join(" ");
  }

  // "MM / YY" while typing: 4 becomes 04, the slash appears after the month.
  function groupedExpiry(text, isDeleting) {
    let digits = onlyDigits(text).slice(0, 4);
    if (/^[2-9]/.test(digits)) digits = `0${digits}`.slice(0, 4);
    if (digits.length < 2 || (digits.length === 2 && isDeleting)) return digits;
    return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
  }

  // The check digit of ISO/IEC 7812-1.
  function passesLuhn(digits) {
    let sum = 0;
    [...digits].reverse().forEach((letter, place) => {
      const digit = Number(letter) * (place % 2 ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    });
    return sum % 10 === 0;
  }

  // Each answers a sentence, or "" when the field is fine.
  function numberProblem(text) {
    const digits = onlyDigits(text);
    if (digits.length < lengthOf(digits)) return "Your card number is incomplete.";
    return passesLuhn(digits) ? "" : "Your card number is invalid.";
  }

  function expiryProblem(text) {
    const digits = onlyDigits(text);
    if (digits.length < 4) return "Your card's expiration date is incomplete.";
    const month = Number(digits.slice(0, 2));
    const year = 2000 + Number(digits.slice(2));
    if (month < 1 || month > 12) return "Your card's expiration date is invalid.";
    const now = new Date();
    const isPast = year < now.getFullYear() || (year === now.getFullYear() && month < now.getMonth() + 1);
    if (isPast) return "Your card's expiration date is in the past.";
    return year > now.getFullYear() + 50 ? "Your card's expiration year is invalid." : "";
  }

  function codeProblem(text, number) {
    const wanted = brandOf(onlyDigits(number)).id === "amex" ? 4 : 3;
    return onlyDigits(text).length === wanted ? "" : "Your card's security code is incomplete.";
  }
