/** Ground, type and the frame of a page. Sizes are in rem, so that a person's own text size is kept. */
export const layout = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
h1,h2,h3,p,ul,dl,dd,figure{margin:0}
h1{font-size:1.625rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:1.0625rem;line-height:1.35;font-weight:650}
p,dd,li{overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.2em}
a:hover{color:var(--accent-deep)}
code,pre,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
:focus-visible{outline:3px solid var(--brass);outline-offset:2px;border-radius:.25rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem .75rem;background:var(--card);z-index:1}
.top{width:100%;max-width:64rem;margin:0 auto;padding:1.125rem 1.25rem;display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem}
.brand{display:inline-flex;align-items:center;gap:.5rem;font-weight:650;letter-spacing:-.01em;color:var(--ink);text-decoration:none}
.mark{color:var(--brass);display:block}
.nav{display:flex;flex-wrap:wrap;gap:.25rem 1.125rem;align-items:center;margin-left:auto;font-size:.9375rem}
.nav a{color:var(--soft);text-decoration:none;padding:.375rem 0;border-bottom:2px solid transparent}
.nav a:hover{color:var(--ink)}
.nav a[aria-current]{color:var(--ink);border-color:var(--brass)}
main{width:100%;max-width:64rem;margin:0 auto;padding:1rem 1.25rem 3.5rem;flex:1;display:grid;gap:1.5rem;align-content:start}
.narrow .top,.narrow main{max-width:38rem}
.narrow main{padding-top:.25rem}
.foot{width:100%;max-width:64rem;margin:0 auto;padding:1.25rem;font-size:.875rem;color:var(--soft)}
.narrow .foot{max-width:38rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.875rem;padding:1.75rem;display:grid;gap:1.375rem}
.stack{display:grid;gap:.5rem}
.lede{font-size:1.0625rem;color:var(--soft)}
.lede strong{color:var(--ink);font-weight:600}
.small{font-size:.875rem;color:var(--soft)}
.row{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center}
.spread{justify-content:space-between}
.two{display:grid;gap:1.5rem}
@media (min-width:56rem){.two{grid-template-columns:repeat(2,minmax(0,1fr));align-items:start}}
@media (max-width:30rem){.card{padding:1.25rem}h1{font-size:1.4375rem}.top,main,.foot{padding-left:.875rem;padding-right:.875rem}.nav{margin-left:0;width:100%;gap:.25rem 1rem}}
`
