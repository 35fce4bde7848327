/** Facts, permissions, endings and the rows of the dashboard. */
export const lists = `
.facts{display:grid;grid-template-columns:minmax(6.5rem,max-content) minmax(0,1fr);gap:.5rem 1.25rem}
.facts dt{color:var(--soft);font-size:.9375rem}
.facts dd{font-weight:500}
.permissions{border:1px solid var(--line);border-radius:.625rem;overflow:hidden}
.permissions details+details{border-top:1px solid var(--line)}
.permissions summary{display:grid;grid-template-columns:1fr auto;gap:0 .75rem;padding:.75rem 1rem;list-style:none}
.permissions summary::-webkit-details-marker{display:none}
.permissions summary:hover{background:var(--sunk)}
.permissions summary:focus-visible{outline-offset:-3px}
.permissions .title{font-weight:600}
.permissions .count{font-size:.875rem;color:var(--soft);white-space:nowrap}
.permissions .count::after{content:"";display:inline-block;width:.4375rem;height:.4375rem;margin:0 .125rem .1875rem .625rem;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(45deg)}
.permissions details[open] .count::after{transform:rotate(-135deg);margin-bottom:-.0625rem}
.permissions .preview{grid-column:1/-1;font-size:.9375rem;color:var(--soft)}
.permissions details[open] .preview{display:none}
.permissions .destroy .title{color:var(--bad)}
.permissions ul{margin:0 1rem 1rem;padding-left:1.125rem;font-size:.9375rem}
.permissions li::marker{color:var(--soft)}
@media (min-width:34rem){.permissions ul{columns:2;column-gap:2rem}.permissions li{break-inside:avoid}}
.scopes{display:flex;flex-wrap:wrap;gap:.375rem;padding:0;list-style:none}
.scopes li{padding:.0625rem .5rem;border-radius:.25rem;background:var(--sunk);font-size:.8125rem}
.ending{display:grid;gap:1.125rem}
.ending div{display:grid;gap:.125rem}
.ending dt{font-size:.875rem;color:var(--soft)}
.tone{justify-self:start;display:inline-flex;align-items:center;gap:.5rem;padding:.1875rem .75rem;border-radius:1rem;font-size:.875rem;font-weight:600;background:var(--wait-ground);color:var(--wait)}
.tone::before{content:"";width:.5rem;height:.5rem;border-radius:50%;background:currentColor}
.tone.good{background:var(--good-ground);color:var(--good)}
.tone.bad{background:var(--bad-ground);color:var(--bad)}
.entries{display:grid;border:1px solid var(--line);border-radius:.875rem;background:var(--card);padding:0;list-style:none}
.entry{display:grid;gap:.375rem 1.5rem;padding:1.125rem 1.25rem}
.entry+.entry{border-top:1px solid var(--line)}
.entry .name{font-weight:600}
.entry .meta{display:flex;flex-wrap:wrap;gap:.125rem 1rem;font-size:.875rem;color:var(--soft)}
.entry .buttons{gap:.5rem}
.entry .button{min-height:2.5rem;padding:.25rem .875rem;font-size:.9375rem}
.entry .advice{font-size:.9375rem;padding:.625rem .875rem;border-radius:.5rem;background:var(--sunk)}
@media (min-width:44rem){.entry{grid-template-columns:minmax(0,1fr) auto;align-items:center}.entry .buttons{grid-column:2;grid-row:1;justify-content:flex-end}.entry .advice{grid-column:1/-1;grid-row:2}}
@media (max-width:30rem){.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.625rem}.entry .buttons>.button{flex:1 1 auto}}
`
