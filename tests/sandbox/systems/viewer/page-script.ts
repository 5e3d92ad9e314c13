/** Saves what the hidden controls hold; they count only once they said that they changed. */
export const VIEWER_SCRIPT = `
const held = { ten: document.getElementById('tenTep').value, noiDung: '' };
for (const [id, name] of [['tenTep', 'ten'], ['noiDungTep', 'noiDung']])
  document.getElementById(id).addEventListener('change', (event) => { held[name] = event.target.value; });
document.getElementById('luu').addEventListener('click', async (event) => {
  const shown = document.getElementById('xem').data;
  const answer = await (await fetch('/khung-xem/luu/' + event.target.dataset.id, { method: 'POST', body: JSON.stringify(held) })).json();
  document.getElementById('thongBao').textContent = answer.ok && shown.startsWith('blob:') ? 'Đã lưu tệp đang xem' : 'Chưa lưu được';
});`;
