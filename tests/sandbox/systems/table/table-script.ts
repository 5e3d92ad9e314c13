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
      '</a></td><td class="tt">' + row.state + '</td><td class="thaotac"><button class="tai-len">\u2191</button></td></tr>';
  }).join('');
}
function load() {
  fetch('ds', { cache: 'no-store' }).then(function (answer) { return answer.json(); }).then(function (answer) {
    held = answer.rows;
    draw();
  }).catch(function () {});
}
// The file input is made by the press and never stands on the page, as upload plug-ins do it.
document.getElementById('dsVanBan').addEventListener('click', function (event) {
  if (!event.target.closest('.tai-len')) return;
  var id = event.target.closest('tr').getAttribute('data-id');
  var input = document.createElement('input');
  input.type = 'file';
  input.onchange = function () {
    var form = new FormData();
    form.append('_csrf', document.querySelector('meta[name=_csrf]').content);
    form.append('id', id);
    form.append('loai', '1');
    form.append('file', input.files[0]);
    var request = new XMLHttpRequest();
    request.open('POST', 'cap-nhat?_=' + Date.now());
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    request.onload = load;
    request.send(form);
  };
  input.click();
});
document.getElementById('loc').addEventListener('input', draw);
setInterval(load, 2000);
load();`;
