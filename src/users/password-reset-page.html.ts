import { createHash } from 'node:crypto';

const STYLE = `
  body { font: 18px/1.5 system-ui, sans-serif; margin: 0; background: #f3f5f4; color: #1b2420; }
  main { max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff;
         border-radius: .75rem; box-shadow: 0 1px 6px #0002; }
  h1 { font-size: 1.5rem; margin: 0 0 .75rem; }
  input, button { font: inherit; box-sizing: border-box; width: 100%; padding: .5rem; margin: .25rem 0; }
`;

/** Sends the token and the new password, and shows the server's answer. */
export const PAGE_SCRIPT = `
  const form = document.getElementById('form');
  const said = document.getElementById('said');
  const token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
  if (!token) said.textContent = 'This address holds no token. Open the link of the mail again.';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    said.textContent = 'One moment.';
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, new_password: form.elements.new_password.value }),
      });
      const body = await answer.json();
      said.textContent = body.message || body.error;
      form.hidden = answer.ok;
    } catch {
      said.textContent = 'The server could not be reached. Try again.';
    }
  });
`;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Allows this script and style only, and requests to this server only. */
export const PAGE_POLICY =
  `default-src 'none'; script-src ${hashOf(PAGE_SCRIPT)}; style-src ${hashOf(STYLE)}; ` +
  `connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`;

/** The password reset page. It is the same for all tokens. */
export const PASSWORD_RESET_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Set a new password</title>
<style>${STYLE}</style>
</head>
<body><main><h1>Set a new password</h1>
<form id="form" action="../users/reset-password/" method="post">
<label>New password, at least 10 characters
<input name="new_password" type="password" autocomplete="new-password" required minlength="10" maxlength="128">
</label>
<button>Set it</button>
</form>
<p id="said" role="status"></p>
<noscript><p>This page needs JavaScript.</p></noscript>
</main><script>${PAGE_SCRIPT}</script></body>
</html>
`;
