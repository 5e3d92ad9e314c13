/** Fills the table and throws all rows away every two seconds, as grids that poll their server do. */
export const TABLE_SCRIPT = `
var held = [];
function draw() {
  var word = document.getElementById('loc').value;
  var body = document.querySelector('#dsVanBan tbody');
  var shown = held.filter(function (row) { return row.code.indexOf(word) >= 0; });
  body.innerHTML = shown.map(function (row, index) {
    return '<tr class="dong" data-id="' + row.id + '"><td>' + (index + 1) + '</td><td>' + row.code + '</td><td>' + row.day +
      '</td><td>' + row.subject + '</td><td>' + row.signer + '</td><td><a class="tep" href="tai/' + row.id + '">' + row.file +
      '</a></td><td class="tt">' + row.state + '</td><td class="thaotac"></td></tr>';
  }).join('');
}
function load() {
  fetch('ds', { cache: 'no-store' }).then(function (answer) { return answer.json(); }).then(function (answer) {
    held = answer.rows;
    draw();
  }).catch(function () {});
}
document.getElementById('loc').addEventListener('input', draw);
setInterval(load, 2000);
load();`;
