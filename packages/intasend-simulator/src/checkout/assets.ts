/** The style of the payment pages, made for phones. */
export const CHECKOUT_CSS = `
:root { color-scheme: light dark; --ink: #16211b; --soft: #5c6a62; --card: #fff; --page: #eef2ef;
  --line: #ccd6d0; --pay: #0a7d3c; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eef3f0; --soft: #a4b2aa; --card: #1b2420; --page: #101613; --line: #3a4740;
    --pay: #17924b; --bad: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, sans-serif; }
.ribbon { margin: 0; padding: .4rem 1rem; background: #ffd54a; color: #3b2f00; text-align: center;
  font-size: .875rem; }
main { max-width: 26rem; margin: 1.5rem auto; padding: 1.5rem; background: var(--card);
  border-radius: 1rem; box-shadow: 0 1px 3px rgb(0 0 0 / .12); overflow-wrap: anywhere; }
@media (max-width: 28rem) { main { margin: 1rem; } }
h1 { margin: 0; font-size: 1.25rem; }
.amount { margin: .25rem 0 0; font-size: 2.5rem; font-weight: 700; line-height: 1.2; }
.amount small { font-size: 1rem; font-weight: 600; color: var(--soft); }
.reference { color: var(--soft); font-size: .9375rem; }
label { display: block; margin: 1.25rem 0 .35rem; font-weight: 600; }
input { width: 100%; padding: .8rem; border: 1px solid var(--line); border-radius: .6rem;
  background: transparent; color: inherit; font: inherit; font-size: 1.125rem; }
button, a.pay { display: block; width: 100%; margin-top: 1rem; padding: .9rem; border: 0;
  border-radius: .6rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; }
.pay { background: var(--pay); color: #fff; }
.cancel { margin-top: .5rem; background: transparent; color: var(--soft); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--pay);
  outline-offset: 2px; }
.error { color: var(--bad); font-weight: 600; }
.good { color: var(--pay); font-weight: 600; }
.waiting { display: flex; gap: .7rem; align-items: center; }
.spinner { width: 1.25rem; height: 1.25rem; border: 3px solid var(--line);
  border-top-color: var(--pay); border-radius: 50%; animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .spinner { animation-duration: 4s; } }
`;

/** Polls the status of the payment, and leaves the page once it is final. */
export const WAIT_JS = `
const stateUrl = new URL('../state/' + location.search, location.href);
async function look() {
  try {
    const response = await fetch(stateUrl, { cache: 'no-store' });
    const { is_final: isFinal, next } = await response.json();
    if (isFinal) return next === null ? location.reload() : location.replace(next);
  } catch {
    // The network was away for a moment; the next look will tell.
  }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
`;
