import { type Problem } from '../pages.js';

/** A title, and sentences below it. */
export interface ProblemText {
  readonly title: string;
  /** What happened. */
  readonly happened: string;
  /** What to do. */
  readonly todo: string;
}

/** Parts of a duration, of which at least one is not 0. */
export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
}

/** Every text of the portal. A language that lacks one does not compile. */
export interface Texts {
  /** The name of this language, in this language. */
  readonly language: string;
  /** For dates: a tag of BCP 47. */
  readonly locale: string;

  /** How long a package lasts, also in minutes where hours can be misunderstood. */
  readonly hours: (hours: number) => string;
  readonly days: (days: number) => string;
  readonly daysAndHours: (days: number, hours: number) => string;
  readonly months: (months: number) => string;
  readonly minutes: (minutes: number) => string;
  /** Time that is left or has passed. */
  readonly duration: (parts: DurationParts) => string;
  readonly lessThanAMinute: string;
  /** What a download speed is good for: from slow to fast. */
  readonly speeds: {
    readonly chat: string;
    readonly video: string;
    readonly highDefinition: string;
    readonly many: string;
  };
  readonly devices: (count: number) => string;
  /** The most data, such as "up to 500 MB". */
  readonly upToData: (amount: string) => string;

  readonly common: {
    readonly needHelp: string;
    readonly call: (phone: string) => string;
    /** Help where the operator has given no number. */
    readonly askStaff: string;
    readonly terms: string;
    readonly alreadyPaid: string;
    readonly tryAgain: string;
    readonly enterAgain: string;
    readonly payByLink: string;
    readonly seePackages: string;
    readonly timeLeft: string;
    readonly ends: string;
    readonly ended: string;
    readonly starts: string;
    readonly wait: string;
    readonly code: string;
    readonly receipt: string;
    readonly package: string;
    /** While a form is being sent. */
    readonly sending: string;
    /** The server does not answer the page. */
    readonly serverAway: string;
    /** The page loads again by itself. */
    readonly pageUpdates: string;
    readonly noPinHere: string;
  };

  readonly packages: {
    readonly title: string;
    readonly intro: string;
    readonly running: (left: string) => string;
    readonly showRunning: string;
    readonly waiting: string;
    readonly showWaiting: string;
    readonly elsewhere: string;
  };
  readonly phone: {
    readonly title: string;
    readonly label: string;
    readonly hint: string;
    readonly pay: (price: string) => string;
    readonly changePackage: string;
    readonly notAPhone: string;
    readonly notKenyan: string;
  };
  readonly waiting: {
    readonly sendingTitle: string;
    readonly sendingText: string;
    readonly promptTitle: string;
    readonly promptText: (price: string) => string;
    readonly promptSentTo: (phone: string) => string;
    readonly linkTitle: string;
    readonly linkText: (price: string) => string;
    readonly openLink: string;
    readonly status: string;
    readonly noPrompt: string;
    readonly steps: readonly string[];
    /** The last step, while a new prompt may not be sent yet. */
    readonly laterAgain: string;
    readonly safeAgain: string;
    readonly mayClose: string;
  };
  readonly paid: {
    readonly title: string;
    readonly keepCode: string;
    readonly connect: string;
    readonly connectHint: string;
    readonly preparing: string;
    readonly routerAway: string;
    readonly elsewhere: string;
    readonly byOperator: string;
    readonly continues: string;
  };
  readonly accessFound: {
    readonly title: string;
    readonly text: string;
  };
  readonly connected: {
    readonly title: string;
    readonly text: string;
    readonly iphone: string;
    readonly buyMore: string;
    readonly endsSoon: string;
  };
  readonly devicePayment: {
    readonly waitingTitle: string;
    readonly waitingText: string;
    readonly receivedTitle: string;
    readonly receivedText: string;
  };
  readonly alreadyPaid: {
    readonly title: string;
    readonly intro: string;
    readonly label: string;
    readonly hint: string;
    readonly digitsLabel: string;
    readonly digitsHint: string;
    readonly submit: string;
    readonly buyInstead: string;
    readonly notACode: string;
    readonly notFound: string;
    readonly digitsMissing: string;
    readonly paidByHand: string;
    readonly paidByHandHint: string;
    readonly notByHand: string;
  };
  readonly deviceFull: {
    readonly title: string;
    readonly text: (limit: number) => string;
    readonly choose: string;
    readonly device: (ending: string) => string;
    readonly online: string;
    readonly lastSeen: (time: string) => string;
    readonly neverSeen: string;
    readonly replace: string;
    readonly noneLeft: string;
  };
  readonly elsewhere: {
    readonly title: string;
    readonly text: string;
    readonly todo: string;
    readonly buyAnyway: string;
  };
  readonly problems: Readonly<Record<Problem['kind'], ProblemText>>;
  /** Before the words of the router. */
  readonly routerSays: string;
}
