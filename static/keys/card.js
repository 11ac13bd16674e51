// A QR code brings the card's code along behind the `#`, which no browser sends: it is put in its field, and taken out of
// the address so that it does not stay in the history.
const field = document.querySelector("[data-card] input[name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("[data-card] button").focus();
}
