import {
  codeText,
  dataText,
  instantText,
  moneyText,
  packageDuration,
  secondsLeft,
  speedText,
  timeLeft,
} from './format.js';
import { html, type Html, telephone, url } from './html.js';
import { type IconName, ICONS } from './icons.js';
import { type Frame, type Offer, type Submit } from './pages.js';
import { TEXTS } from './texts/index.js';
import { type Texts } from './texts/texts.js';

/** What a view needs to render: the frame, its texts, and how to say durations and times. */
export interface View {
  readonly frame: Frame;
  readonly texts: Texts;
  readonly duration: (offer: Offer) => string;
  readonly left: (until: Date) => string;
  readonly instant: (at: Date) => string;
}

/** Prepares a frame for the views. */
export function viewOf(frame: Frame): View {
  const texts = TEXTS[frame.language];
  return {
    frame,
    texts,
    duration: ({ durationHours }) => packageDuration(durationHours, texts),
    left: (until) => timeLeft(until, frame.now, texts),
    instant: (at) => instantText(at, frame.now, frame.timeZone, texts),
  };
}

/** What a button is: `main` is what the page is for, `quiet` is the rest. */
export type ButtonKind = 'main' | 'quiet';

/** `good`: it worked. `bad`: it did not. `neutral`: neither. `busy`: something goes on. */
export type Tone = 'good' | 'bad' | 'neutral' | 'busy';

/** The heading of the page, and a sentence below it. */
export const heading = (title: string, text: string | null = null): Html =>
  html`<h1>${title}</h1>
    ${text !== null && html`<p class="lead">${text}</p>`}`;

/** A round sign above the heading. */
export const symbol = (icon: IconName, tone: Tone): Html =>
  html`<div class="symbol ${tone}">${ICONS[icon]}</div>`;

/** The line that the script changes and that is read aloud then. */
export const liveLine = (text: string): Html =>
  html`<p class="live" role="status" id="live">${text}</p>`;

/** A link that looks like a button. */
export const linkButton = (to: string, text: string, kind: ButtonKind = 'main'): Html =>
  html`<a class="btn ${kind}" href="${url(to)}">${text}</a>`;

/** A sentence, and a link that goes with it. */
export const linkNote = (text: string, to: string, linkText: string): Html =>
  html`<p class="note">${text} <a href="${url(to)}">${linkText}</a></p>`;

/** A form with its hidden fields. The script sends it once only, and again if the server is away. */
export const form = ({ action, fields }: Submit, content: Html): Html =>
  html`<form method="post" action="${url(action)}">
    ${Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${content}
  </form>`;

/** A form that is a button only. */
export const submitButton = (submit: Submit, text: string, kind: ButtonKind = 'main'): Html =>
  form(submit, html`<button class="btn ${kind}">${text}</button>`);

/** Calls the operator; without a number, a sentence that says whom to ask. */
export function callButton({ frame, texts }: View, kind: ButtonKind = 'quiet'): Html {
  const { supportPhone } = frame.look;
  return supportPhone === null
    ? html`<p class="soft center">${texts.common.askStaff}</p>`
    : html`<a class="btn ${kind}" href="${telephone(supportPhone)}"
        >${ICONS.call} ${texts.common.call(supportPhone)}</a
      >`;
}

/** Labels with values; those that are null are left out. */
export function facts(
  rows: readonly (readonly [label: string, value: Html | string | null])[],
): Html | null {
  const shown = rows.filter(([, value]) => value !== null);
  if (shown.length === 0) return null;
  return html`<dl>
    ${shown.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A package: name and price, and below them duration, speed and limits in words. */
export function offerContent(offer: Offer, { texts, duration }: View): Html {
  const parts = [
    speedText(offer.downloadMbps, texts),
    ...(offer.dataCapMb === null ? [] : [texts.upToData(dataText(offer.dataCapMb))]),
    ...(offer.deviceLimit > 1 ? [texts.devices(offer.deviceLimit)] : []),
  ];
  return html`<span class="row">
      <b>${offer.name}</b> <b class="price">${moneyText(offer.price)}</b>
    </span>
    <span class="line">${duration(offer)}</span>
    <span class="line soft">${parts.join(' · ')}</span>`;
}

/** The package that is being bought. */
export const offerSummary = (offer: Offer, view: View): Html =>
  html`<div class="offer">${offerContent(offer, view)}</div>`;

/** An access code, large, in groups that are easy to copy, and what it is for. */
export const codeBox = (code: string, { texts }: View, hint: string | null = null): Html =>
  html`<p class="code">
    <span>${texts.common.code}</span> <b translate="no">${codeText(code)}</b>
    ${hint !== null && html`<span>${hint}</span>`}
  </p>`;

/**
 * A time that the script counts down. Without a script it shows what was left when the page was
 * made. With `reloads`, the page loads again at the end.
 */
export function countdown(until: Date, { frame, left }: View, { reloads = false } = {}): Html {
  const seconds = String(secondsLeft(until, frame.now));
  return reloads
    ? html`<span role="timer" data-left="${seconds}" data-reload="1">${left(until)}</span>`
    : html`<span role="timer" data-left="${seconds}">${left(until)}</span>`;
}
