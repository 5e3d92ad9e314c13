/** Style of the sandbox pages; no fonts or files from elsewhere. */
export const PAGE_STYLE = `
:root { color-scheme: light; --ink: #1c2733; --soft: #5b6876; --line: #d9e0e7; --red: #b3261e; --blue: #0b4f8a; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: var(--ink); background: #f3f6f9; }
header { display: flex; justify-content: space-between; align-items: center; padding: 14px 28px; color: #fff; background: var(--blue); border-bottom: 4px solid #d8a200; }
h1 { margin: 0; font-size: 20px; }
h2 { margin: 0 0 10px; font-size: 17px; }
main { max-width: 1180px; margin: 0 auto; padding: 20px 28px 60px; }
section { margin: 16px 0; padding: 16px 20px; background: #fff; border: 1px solid var(--line); border-radius: 8px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th { padding: 4px 14px 4px 0; text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
td { padding: 6px 14px 6px 0; vertical-align: top; border-bottom: 1px solid #eef2f5; }
.soft { color: var(--soft); }
.tag { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 13px; background: #e7ecf1; }
.open, .done { background: #dcf1e2; color: #175c2b; }
.initial, .processing { background: #fdf0cd; color: #6b4e00; }
.locked, .fail, .closed { background: #fbe0de; color: #8c1d18; }
.alarm { padding: 10px 14px; color: #8c1d18; background: #fbe0de; border-radius: 6px; }
a { color: var(--blue); }
a.language { color: #fff; }
button, .button { padding: 5px 14px; font: inherit; color: #fff; background: var(--blue); border: 0; border-radius: 5px; text-decoration: none; cursor: pointer; }
button[type="button"] { color: var(--ink); background: #e7ecf1; }
select { padding: 4px; font: inherit; }
pre { padding: 14px; overflow-x: auto; font-size: 13px; background: #fff; border: 1px solid var(--line); border-radius: 6px; }
`;
