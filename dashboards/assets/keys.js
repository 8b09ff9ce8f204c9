/* Rows that act as buttons answer to Enter; Escape closes the detail panel. */
document.addEventListener("keydown", function (event) {
  if (event.key === "Enter" && event.target.matches && event.target.matches("tr[role=button]")) {
    event.target.click();
  }
  if (event.key === "Escape") {
    var close = document.querySelector(".drawer .close");
    if (close) { close.click(); }
  }
});
