/** What such pages carry: `__doPostBack`, and partial post-backs that replace panels and hidden fields. */
export const PAGE_SCRIPT = `
function __doPostBack(target, argument) {
  var form = document.getElementById('aspnetForm');
  document.getElementById('__EVENTTARGET').value = target;
  document.getElementById('__EVENTARGUMENT').value = argument;
  if (target !== 'ctl00$grvVanBan') { form.submit(); return; }
  var body = new FormData(form);
  fetch(form.action, { method: 'POST', body: body, headers: { 'X-MicrosoftAjax': 'Delta=true' } })
    .then(function (answer) { return answer.text(); })
    .then(function (text) {
      while (text) {
        var head = /^(\\d+)\\|(\\w+)\\|([^|]*)\\|/.exec(text);
        if (!head) break;
        var content = text.substr(head[0].length, Number(head[1]));
        text = text.slice(head[0].length + Number(head[1]) + 1);
        var element = document.getElementById(head[3]);
        if (head[2] === 'updatePanel') element.innerHTML = content; else element.value = content;
      }
      document.getElementById('__EVENTTARGET').value = '';
    });
}`;
