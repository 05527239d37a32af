import { LOGIN_SCRIPT } from './hotspot-login-script.js';

/** A file for the hotspot folder of a router. */
export interface HotspotFile {
  readonly name: string;
  readonly content: string;
}

/** What the pages are made from. */
export interface HotspotFacts {
  readonly routerName: string;
  /** Where customers buy, without the parameters that the router adds. */
  readonly portalUrl: string;
}

/** The parameters of the portal's address, with the router's variables as values. */
const PORTAL_PARAMETERS = {
  mac: '$(mac-esc)',
  ip: '$(ip-esc)',
  'link-login-only': '$(link-login-only-esc)',
  'link-orig': '$(link-orig-esc)',
  error: '$(error-esc)',
} as const;

/** The parameters after a login: the ticket that it was made with says whose access it is. */
const AFTER_LOGIN = { mac: '$(mac-esc)', connected: '1', var: '$(var-esc)' } as const;

const STYLE = `
  body { font: 18px/1.5 system-ui, sans-serif; margin: 0; background: #f3f5f4; color: #1b2420; }
  main { max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff; text-align: center;
         border-radius: .75rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
  a, button { color: #0a6a3a; font: inherit; }
  input[value=""] ~ button { display: none; }
`;

/**
 * The pages of a hotspot. Routers replace `$(name)` in them, in every place, so no text of an operator
 * may contain it.
 */
export function hotspotFiles({ routerName, portalUrl }: HotspotFacts): HotspotFile[] {
  const title = htmlEscaped(routerName).replaceAll('$', '&#36;');
  const address = new URL(portalUrl).href.replaceAll('$', '%24');
  const portal = withParameters(address, PORTAL_PARAMETERS);
  const buy = htmlEscaped(portal);
  const connected = htmlEscaped(withParameters(address, AFTER_LOGIN));
  return [
    { name: 'login.html', content: loginPage(title, buy, connected) },
    {
      name: 'alogin.html',
      content: page({
        title,
        head: '<meta http-equiv="refresh" content="1; url=$(link-redirect)">',
        body: '<p>You are connected. / Umeunganishwa.</p>\n<p><a href="$(link-redirect)">Continue / Endelea</a></p>',
      }),
    },
    {
      name: 'status.html',
      content: page({
        title,
        body: `<p>You are connected. / Umeunganishwa.</p>
$(if session-time-left)<p>Time left / Muda uliobaki: $(session-time-left)</p>$(endif)
<p>$(bytes-out-nice) down, $(bytes-in-nice) up</p>
<p><a href="${buy}">Buy more / Nunua tena</a></p>
<p><a href="$(link-logout)">Disconnect / Ondoka</a></p>`,
      }),
    },
    {
      name: 'logout.html',
      content: page({
        title,
        body: '<p>You are disconnected. / Umeondoka.</p>\n<p><a href="$(link-login)">Connect / Unganisha</a></p>',
      }),
    },
    { name: 'error.html', content: errorPage(title) },
    { name: 'redirect.html', content: onwards(title, '$(link-redirect)') },
    { name: 'rlogin.html', content: onwards(title, '$(link-login)') },
    { name: 'api.json', content: captivePortalApi(portal) },
  ];
}

/**
 * Logs in with the code or ticket that the portal puts behind `?var=`. Without one, and after a refused
 * login, the customer goes to the portal.
 */
const loginPage = (title: string, portal: string, connected: string): string =>
  page({
    title,
    head: `$(if var)$(else)<noscript><meta http-equiv="refresh" content="0; url=${portal}"></noscript>$(endif)`,
    body: `<div id="hotspot" data-var="$(var-esc)" data-error="$(error-esc)"></div>
<p>One moment … / Subiri kidogo …</p>
<p><a id="portal" href="${portal}">Go to the WiFi page / Nenda kwenye ukurasa wa WiFi</a></p>
<noscript>$(if plain-passwd == 'yes')<form action="$(link-login-only)" method="post">
<input type="hidden" name="password" value="$(var-esc)">
<input type="hidden" name="dst" value="${connected}">
<input type="hidden" name="username" value="$(var-esc)"><button>Connect / Unganisha</button>
</form>$(endif)</noscript>
<form id="login" action="$(link-login-only)" method="post" hidden>
<input type="hidden" name="username"><input type="hidden" name="password">
<input type="hidden" name="dst" value="${connected}">
</form>
<script>
${LOGIN_SCRIPT}
</script>`,
  });

/** The reason may contain what a customer has typed, so it is written as text. */
const errorPage = (title: string): string =>
  page({
    title,
    body: `<p>Something went wrong. / Kuna hitilafu.</p>
<p id="reason" data-error="$(error-esc)"></p>
<p><a href="$(link-login)">Try again / Jaribu tena</a></p>
<script>
var reason = document.getElementById('reason');
try {
  reason.textContent = decodeURIComponent(reason.getAttribute('data-error').replace(/\\+/g, ' '));
} catch (fault) {}
</script>`,
  });

const onwards = (title: string, link: string): string =>
  page({
    title,
    head: `<meta http-equiv="refresh" content="0; url=${link}">`,
    body: `<p><a href="${link}">Continue / Endelea</a></p>`,
  });

/** RFC 8908, for the router to answer. `captive` and the time left are the router's to fill in. */
const captivePortalApi = (portal: string): string => `{
"captive": $(if logged-in == 'yes')false$(else)true$(endif),
"user-portal-url": ${JSON.stringify(portal)},
$(if session-time-left-secs)"seconds-remaining": $(session-time-left-secs),$(endif)
"can-extend-session": true
}
`;

const page = ({
  title,
  head = '',
  body,
}: {
  readonly title: string;
  readonly head?: string;
  readonly body: string;
}): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
${head}
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

/** Adds parameters whose values are written as they are: the router fills them in, escaped. */
function withParameters(url: string, parameters: Readonly<Record<string, string>>): string {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
