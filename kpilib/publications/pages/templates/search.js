(function () {
  "use strict";
  var box = document.getElementById("search"), field = document.getElementById("wanted");
  var told = document.getElementById("found");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  box.hidden = false;
  box.addEventListener("submit", function (event) { event.preventDefault(); });
  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), number = 0;
    rows.forEach(function (row, place) {
      var fits = words.every(function (word) { return texts[place].indexOf(word) >= 0; });
      row.hidden = !fits;
      number += fits ? 1 : 0;
    });
    Array.prototype.forEach.call(document.querySelectorAll("section.area"), function (area) {
      area.hidden = !area.querySelector("tbody tr:not([hidden])");
    });
    told.textContent = told.getAttribute(number === 1 ? "data-one" : "data-many").replace("#", number);
  });
})();
