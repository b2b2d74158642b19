// Says so where a form or a list that htmx sends does not reach the server. Without scripts the browser does.
document.addEventListener("htmx:error", event => {
  const kept = event.target.closest("[data-unreached]");
  if (kept) {  // a page that saves by itself says so where it tells of its saves, and leaves the writer in peace
    kept.querySelectorAll("p").forEach(told => told.remove());
    kept.append(Object.assign(document.createElement("p"), { className: "err", textContent: kept.dataset.unreached }));
    return;
  }
  const words = document.getElementById("svarar-inte");
  const near = event.target.closest("form") ?? event.target;
  if (!words || !event.detail?.ctx || near.previousElementSibling?.classList.contains("unreached")) return;
  near.before(words.content.cloneNode(true));
  near.previousElementSibling.focus();
});
document.addEventListener("htmx:after:request", () => {
  for (const told of document.querySelectorAll(".unreached")) told.remove();
});
