"use strict";
// Everything works without this. It shows, while somebody types, the sentence as it would stand.
(() => {
  const wrong = document.querySelector(".wrong");
  if (wrong) wrong.focus();
  const form = document.querySelector("form[data-live]");
  const place = document.getElementById("appears");
  if (!form || !place) return;
  let waiting = 0, asked = 0;
  const look = async () => {
    const mine = ++asked;
    try {
      const sent = new URLSearchParams(new FormData(form));
      sent.delete("do");
      const found = await fetch(form.dataset.live, { method: "POST", body: sent, credentials: "same-origin" });
      if (found.ok && mine === asked) place.innerHTML = await found.text();
    } catch { /* the page says what it said before */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 350); });
})();
