/** What a person can press, open or fill in. Targets are at least 44 px high (WCAG 2.2, 2.5.5). */
export const controls = `
form{display:contents}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.5rem 1.125rem;border:1px solid var(--edge);border-radius:.5rem;background:transparent;color:var(--ink);font:inherit;font-weight:550;text-decoration:none;cursor:pointer}
.button:hover{background:var(--sunk);color:var(--ink)}
.button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.button.main:hover{background:var(--accent-deep);border-color:var(--accent-deep);color:var(--on-accent)}
.button.danger{background:var(--bad-ground);border-color:var(--bad);color:var(--bad)}
.button.danger:hover{background:var(--bad);color:var(--card)}
.button.quiet{border-color:transparent;color:var(--soft);padding-left:.625rem;padding-right:.625rem}
.button.quiet:hover{color:var(--ink)}
.nav .button.quiet{min-height:2.25rem;padding:.25rem 0;font-weight:400}
.nav .button.quiet:hover{background:transparent}
.fields{display:grid;gap:1rem}
.field{display:grid;gap:.375rem}
.field label{font-weight:550}
.field input,.field select{width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--paper);color:var(--ink);font:inherit}
.field input.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9375rem}
.field .hint{font-size:.875rem;color:var(--soft)}
summary{cursor:pointer;padding:.25rem 0}
details[open]>summary{margin-bottom:.375rem}
.notice{padding:.75rem 1rem;border-radius:.5rem;background:var(--wait-ground);color:var(--wait);overflow-wrap:anywhere}
.notice.good{background:var(--good-ground);color:var(--good)}
.notice.bad{background:var(--bad-ground);color:var(--bad)}
.snippet{margin:0;padding:.875rem 1rem;border-radius:.5rem;background:var(--sunk);overflow-x:auto;font-size:.8125rem;line-height:1.6;white-space:pre}
.snippet.whole{white-space:pre-wrap;overflow-wrap:anywhere}
.copy{display:block;padding:.75rem 1rem;border:1px dashed var(--edge);border-radius:.5rem;background:var(--sunk);user-select:all;-webkit-user-select:all;overflow-wrap:anywhere}
@media (max-width:30rem){.buttons>.button{flex:1 1 100%}}
`
