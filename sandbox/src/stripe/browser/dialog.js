
  // ---- The bank's question ----

  // Asks until one of the buttons is pressed; closing the dialog otherwise is a failed authentication.
  function askBank(amount, appearance) {
    return new Promise((resolve) => {
      const host = make("div", { "data-sandbox-element": "authentication" });
      document.body.append(host);
      const root = styledRoot(host, appearance);
      const complete = make("button", { class: "first", type: "button" }, ["Complete authentication"]);
      const fail = make("button", { type: "button" }, ["Fail authentication"]);
      const dialog = make("dialog", { "aria-labelledby": "title" }, [
        make("h2", { id: "title" }, ["3D Secure"]),
        make("p", {}, [`Your bank wants to know that it is you who pays ${amount}. This is a test page: choose how it ends.`]),
        make("div", { class: "buttons" }, [complete, fail]),
      ]);
      root.append(dialog);
      const end = (outcome) => {
        dialog.close();
        host.remove();
        resolve(outcome);
      };
      complete.addEventListener("click", () => end("complete"));
      fail.addEventListener("click", () => end("fail"));
      dialog.addEventListener("cancel", (event) => { event.preventDefault(); end("fail"); });
      dialog.showModal();
    });
  }
