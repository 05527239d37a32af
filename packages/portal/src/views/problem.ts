import { html, type Html } from '../html.js';
import { type IconName } from '../icons.js';
import { type Problem, type ProblemPage } from '../pages.js';
import {
  callButton,
  countdown,
  facts,
  heading,
  linkButton,
  liveLine,
  submitButton,
  symbol,
  type Tone,
  type View,
} from '../parts.js';
import { type Content } from './content.js';

/** How a problem looks, and which ways on are offered besides those of the page. */
interface Kind {
  readonly icon: IconName;
  readonly tone: Tone;
  /** The main link when the page gives no way on; null where only a call helps. */
  readonly link: 'packages' | 'buyMore' | 'alreadyPaid' | null;
}

const FAILED: Kind = { icon: 'warning', tone: 'bad', link: 'packages' };
const OVER: Kind = { icon: 'clock', tone: 'neutral', link: 'buyMore' };
const UNDECIDED: Kind = { icon: 'clock', tone: 'busy', link: null };
const AWAY: Kind = { icon: 'wifi', tone: 'bad', link: null };
const WRONG_CODE: Kind = { icon: 'warning', tone: 'bad', link: 'alreadyPaid' };
const LATER: Kind = { icon: 'clock', tone: 'neutral', link: 'packages' };
const DEAD_END: Kind = { icon: 'warning', tone: 'bad', link: null };

const KINDS: Readonly<Record<Problem['kind'], Kind>> = {
  wrong_pin: FAILED,
  cancelled: FAILED,
  no_money: FAILED,
  timeout: { ...FAILED, icon: 'clock' },
  phone_unreachable: { ...FAILED, icon: 'phone' },
  other_prompt_open: { ...FAILED, icon: 'phone' },
  payment_failed: FAILED,
  price_has_cents: { ...FAILED, tone: 'neutral' },
  outcome_unknown: UNDECIDED,
  not_confirmed: { icon: 'clock', tone: 'neutral', link: null },
  in_review: { ...UNDECIDED, tone: 'neutral' },
  provider_away: AWAY,
  server_restarting: { ...UNDECIDED, icon: 'wifi' },
  router_away: AWAY,
  expired: OVER,
  data_used_up: OVER,
  revoked: FAILED,
  not_started: LATER,
  code_wrong: WRONG_CODE,
  code_used: FAILED,
  other_place: FAILED,
  devices_in_use: FAILED,
  router_refused: WRONG_CODE,
  too_many_tries: { ...LATER, link: 'alreadyPaid' },
  too_many_prompts: LATER,
  nothing_for_sale: DEAD_END,
  package_gone: FAILED,
  payments_unavailable: DEAD_END,
  session_over: { ...OVER, link: 'packages' },
  not_found: DEAD_END,
};

/** Problems after which a second payment would be a mistake. */
const DO_NOT_PAY: readonly Problem['kind'][] = [
  'outcome_unknown',
  'in_review',
  'server_restarting',
  'not_found',
];

/** A bad day: what happened, what to do, and whom to call. */
export function problem(page: ProblemPage, view: View): Content {
  const { kind } = page.problem;
  const { icon, tone } = KINDS[kind];
  const { title, happened, todo } = view.texts.problems[kind];
  const loadsAgain = kind === 'server_restarting' && page.live === null;
  return {
    title,
    live: page.live,
    loadsAgain,
    hasCallButton: true,
    offersAlreadyPaid: !DO_NOT_PAY.includes(kind),
    main: html`${symbol(icon, tone)} ${heading(title, happened)} ${details(page.problem, view)}
      <p class="todo">${todo}</p>
      ${
        (page.live !== null || loadsAgain) &&
        html`<div class="status">${liveLine(view.texts.common.pageUpdates)}</div>`
      }
      ${ways(page, view)}`,
  };
}

/** Times of the problem, or the router's own words. */
function details(problem: Problem, view: View): Html | null {
  const { common, routerSays } = view.texts;
  if (problem.kind === 'router_refused') {
    return html`<p class="note">${routerSays} ${problem.text}</p>`;
  }
  if ('until' in problem) {
    return facts([
      [common.wait, view.instant(problem.until)],
      [common.timeLeft, countdown(problem.until, view)],
    ]);
  }
  if ('endedAt' in problem && problem.endedAt !== null) {
    return facts([[common.ended, view.instant(problem.endedAt)]]);
  }
  if ('startsAt' in problem && problem.startsAt !== null) {
    return facts([[common.starts, view.instant(problem.startsAt)]]);
  }
  return null;
}

/** The ways on: the first is the main one, and the call comes last. */
function ways(page: ProblemPage, view: View): Html {
  const { common } = view.texts;
  const { tryAgain, continueUrl, payByLink } = page;
  const { link } = KINDS[page.problem.kind];
  const buttons: ((kind: 'main' | 'quiet') => Html | null)[] = [];
  if (tryAgain !== null) buttons.push((kind) => submitButton(tryAgain, common.tryAgain, kind));
  if (continueUrl !== null) buttons.push((kind) => linkButton(continueUrl, common.tryAgain, kind));
  if (payByLink !== null) buttons.push((kind) => submitButton(payByLink, common.payByLink, kind));
  if (link !== null) buttons.push((kind) => defaultLink(link, view, kind));
  buttons.push((kind) => callButton(view, kind));
  // While something goes on there is nothing to do but wait.
  const first = KINDS[page.problem.kind].tone === 'busy' ? 'quiet' : 'main';
  return html`${buttons.map((button, index) => html`${button(index === 0 ? first : 'quiet')}`)}`;
}

function defaultLink(
  link: NonNullable<Kind['link']>,
  { texts, frame }: View,
  kind: 'main' | 'quiet',
): Html | null {
  const { home, alreadyPaid } = frame.urls;
  if (link === 'alreadyPaid') {
    return alreadyPaid === null ? null : linkButton(alreadyPaid, texts.common.enterAgain, kind);
  }
  const text = link === 'buyMore' ? texts.connected.buyMore : texts.common.seePackages;
  return linkButton(home, text, kind);
}
