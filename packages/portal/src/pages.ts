/** The languages of the portal: English and Swahili. */
export const LANGUAGES = ['en', 'sw'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How a portal looks. All of it is the operator's text: it is shown as text only. */
export interface Look {
  /** The name of the operator or of the place. */
  readonly name: string;
  /** `#rrggbb`; null means the portal's own colour. */
  readonly colour: string | null;
  /** A `data:image/…;base64,…` URL; null without a logo. */
  readonly logo: string | null;
  /** The number that customers call, as the operator writes it; null without one. */
  readonly supportPhone: string | null;
  /** An `https:` URL; null without terms. */
  readonly termsUrl: string | null;
  /** Shown on the page of packages; null without one. */
  readonly notice: string | null;
}

/** What all pages of one answer have in common. */
export interface Frame {
  readonly language: Language;
  readonly look: Look;
  /** The zone in which times are shown, such as `Africa/Nairobi`. */
  readonly timeZone: string;
  /** The time of the answer. */
  readonly now: Date;
  readonly urls: {
    /** The page of packages. */
    readonly home: string;
    /** The page "I have already paid"; null where it cannot be used. */
    readonly alreadyPaid: string | null;
    /** This page in the other language; null where it cannot be switched. */
    readonly otherLanguage: string | null;
  };
}

/** An amount of money in minor units (cents): `{ minor: 150000, currency: 'KES' }` is 1,500. */
export interface Money {
  readonly minor: number;
  /** Three letters of ISO 4217. */
  readonly currency: string;
}

/** A package as it is offered, or as it was sold. */
export interface Offer {
  readonly name: string;
  readonly price: Money;
  readonly durationHours: number;
  readonly downloadMbps: number;
  /** How many devices may use it. */
  readonly deviceLimit: number;
  /** Null without a limit of data. */
  readonly dataCapMb: number | null;
}

/** A form that is sent by POST, and answered by 303. */
export interface Submit {
  readonly action: string;
  /** Hidden fields, such as the key that protects from a second prompt. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * How the page learns about changes. The script asks `stateUrl`, which answers
 * `{"version":"…"}`, and reloads the page when the version is another one. Without a script the page
 * reloads by itself every few seconds.
 */
export interface Live {
  readonly stateUrl: string;
  /** The version that this page shows. */
  readonly version: string;
}

/** What the router sells, cheapest first. */
export interface PackagesPage {
  readonly kind: 'packages';
  /** Sorted by the server. `url` is the page for the phone number. */
  readonly offers: readonly (Offer & { readonly url: string })[];
  /** What this device has already, such as when more time is bought; null if nothing is known. */
  readonly running: { readonly endsAt: Date; readonly url: string } | null;
  /** A payment from this device waits: only its page is linked, nothing is said about it. */
  readonly waitingUrl: string | null;
  /** Opened over mobile data or at home: it can be bought, and there is no Connect. */
  readonly isElsewhere: boolean;
}

/** Asks for the phone number that pays. The field is named `phone_number`. */
export interface PhonePage {
  readonly kind: 'phone';
  readonly offer: Offer;
  readonly submit: Submit;
  /** What was typed before, or ''. */
  readonly phone: string;
  /** Why the number was not accepted; null at first. */
  readonly fault: 'not_a_phone' | 'not_kenyan' | null;
}

/** Payment not finished: the prompt is on its way or on the phone, or a link is to be opened. */
export interface WaitingPage {
  readonly kind: 'waiting';
  readonly offer: Offer;
  readonly live: Live;
  /**
   * `sending`: the provider is being asked. `prompt`: the phone shows the prompt. `link`: the
   * customer pays on the page of the provider, at `linkUrl`.
   */
  readonly step: 'sending' | 'prompt' | 'link';
  /** The number that is prompted, as far as it may be shown; null if it may not. */
  readonly phone: string | null;
  /** The hosted page of the provider; null unless the step is `link`. */
  readonly linkUrl: string | null;
  /** Until when the prompt can be answered; null when nobody knows. */
  readonly answerBy: Date | null;
  /** Sends a prompt again, with the same protection against double charges; null while it may not. */
  readonly tryAgain: Submit | null;
  /** Changes to a payment link; null where it is not offered. */
  readonly payByLink: Submit | null;
}

/** Paid. Shown before Connect, because the phone may close the window when it is online. */
export interface PaidPage {
  readonly kind: 'paid';
  readonly offer: Offer;
  /** The access code; null where this customer may not see it. */
  readonly code: string | null;
  /** The receipt of M-Pesa; null if there is none, or it may not be shown. */
  readonly receipt: string | null;
  /** When it starts, if that is later than now: it continues what runs. */
  readonly startsAt: Date | null;
  /** Null while the time has not begun. */
  readonly endsAt: Date | null;
  /**
   * `ready`: `connectUrl` leads to the router. `preparing`: access is being written. `router_away`:
   * the router does not answer; it connects when it does. `elsewhere`: the device is not on the WiFi.
   * `by_operator`: the operator's own system lets customers in.
   */
  readonly access: 'ready' | 'preparing' | 'router_away' | 'elsewhere' | 'by_operator';
  /** Followed by a plain link (never a form); null unless the access is `ready`. */
  readonly connectUrl: string | null;
  /** Null when nothing will change by itself. */
  readonly live: Live | null;
}

/** Access that was bought before was found by its code or receipt, and this device may use it. */
export interface AccessFoundPage {
  readonly kind: 'access_found';
  /** When it starts, if that is later than now. */
  readonly startsAt: Date | null;
  /** Null while the time has not begun. */
  readonly endsAt: Date | null;
  /** As on the page of what was paid. */
  readonly access: PaidPage['access'];
  /** Followed by a plain link; null unless the access is `ready`. */
  readonly connectUrl: string | null;
}

/** Online. */
export interface ConnectedPage {
  readonly kind: 'connected';
  /** Null if the end is not known. */
  readonly endsAt: Date | null;
  /** Null where this customer may not see it. */
  readonly code: string | null;
  readonly buyMoreUrl: string;
  readonly live: Live | null;
}

/** A payment was found by the device alone. The page says nothing else about it. */
export interface DevicePaymentPage {
  readonly kind: 'device_payment';
  /** `waiting`: not finished. `received`: paid, and to be opened by code or receipt. */
  readonly state: 'waiting' | 'received';
  readonly live: Live | null;
}

/** Why what was typed under "I have already paid" does not lead to access. */
export type AlreadyPaidFault =
  /** Nothing was typed, or nothing that could be a code. */
  | { readonly kind: 'not_a_code' }
  /** No such code or receipt here, or the digits of the phone are wrong. The same for all of them. */
  | { readonly kind: 'not_found' }
  /** The last four digits are missing. */
  | { readonly kind: 'digits_missing' };

/**
 * Asks for an access code, voucher, receipt or the whole SMS of M-Pesa, in the field `code`; and for
 * the last four digits of the number that paid, in the field `phone_last4`.
 */
export interface AlreadyPaidPage {
  readonly kind: 'already_paid';
  readonly submit: Submit;
  /** What was typed before, or ''. */
  readonly code: string;
  readonly lastDigits: string;
  /** Whether the digits are asked for: a receipt was typed. */
  readonly asksDigits: boolean;
  /**
   * What the customer may have paid for at the till by hand. The chosen one is sent in the field
   * `package`, which is empty if none is. Empty before a receipt was looked for; afterwards the same
   * whether the receipt exists or not.
   */
  readonly paidFor: readonly (Offer & { readonly value: string })[];
  readonly fault: AlreadyPaidFault | null;
}

/** As many devices as were bought use it already. */
export interface DeviceFullPage {
  readonly kind: 'device_full';
  readonly deviceLimit: number;
  /** Those that may be replaced. The chosen one is sent in the field `mac_address`. */
  readonly devices: readonly {
    readonly macAddress: string;
    readonly lastSeen: Date | null;
    readonly isOnline: boolean;
  }[];
  /** Null when none may be replaced now: `devices` is not offered then. */
  readonly replace: Submit | null;
}

/** Opened over mobile data: the router has said nothing about this device. */
export interface ElsewherePage {
  readonly kind: 'elsewhere';
  /** Buys for this place anyway. */
  readonly buyUrl: string;
}

/** What has gone wrong. */
export type Problem =
  // The payment failed, and nothing was charged.
  | { readonly kind: 'wrong_pin' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'no_money' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'phone_unreachable' }
  | { readonly kind: 'other_prompt_open' }
  | { readonly kind: 'payment_failed' }
  /** M-Pesa takes whole shillings only: pay by link. */
  | { readonly kind: 'price_has_cents' }
  // The payment is not decided: do not pay again.
  | { readonly kind: 'outcome_unknown' }
  // The prompt is over, and nobody has told whether it was paid.
  | { readonly kind: 'not_confirmed' }
  | { readonly kind: 'in_review' }
  // Something does not answer.
  | { readonly kind: 'provider_away' }
  | { readonly kind: 'server_restarting' }
  | { readonly kind: 'router_away' }
  // Access that cannot be used.
  | { readonly kind: 'expired'; readonly endedAt: Date | null }
  | { readonly kind: 'data_used_up' }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'not_started'; readonly startsAt: Date | null }
  | { readonly kind: 'code_wrong' }
  | { readonly kind: 'code_used' }
  | { readonly kind: 'other_place' }
  | { readonly kind: 'devices_in_use' }
  /** The router has refused the login with this text, as it is. */
  | { readonly kind: 'router_refused'; readonly text: string }
  // Limits.
  | { readonly kind: 'too_many_tries'; readonly until: Date }
  | { readonly kind: 'too_many_prompts'; readonly until: Date }
  // What is asked for does not exist.
  | { readonly kind: 'nothing_for_sale' }
  | { readonly kind: 'package_gone' }
  /** The operator cannot take payments now: no credentials, or they are refused. */
  | { readonly kind: 'payments_unavailable' }
  /** The address of the page is too old or was changed: begin at the WiFi's page again. */
  | { readonly kind: 'session_over' }
  | { readonly kind: 'not_found' };

/** A page for each bad day: what happened, what to do, and whom to call. */
export interface ProblemPage {
  readonly kind: 'problem';
  readonly problem: Problem;
  /** Tries the same again (for a payment: a new attempt of the same sale); null if it may not be. */
  readonly tryAgain: Submit | null;
  /** A page to load again, or to go on with, by a link; null without one. */
  readonly continueUrl: string | null;
  readonly payByLink: Submit | null;
  /** Null when nothing will change by itself. */
  readonly live: Live | null;
}

/** A page of the portal. Plain data: no HTML, amounts in minor units, times as Date. */
export type Page =
  | PackagesPage
  | PhonePage
  | WaitingPage
  | PaidPage
  | AccessFoundPage
  | ConnectedPage
  | DevicePaymentPage
  | AlreadyPaidPage
  | DeviceFullPage
  | ElsewherePage
  | ProblemPage;
