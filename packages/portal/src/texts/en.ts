import { type Texts } from './texts.js';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const some = (count: number, one: string): string[] => (count > 0 ? [counted(count, one)] : []);

/** English. */
export const en: Texts = {
  language: 'English',
  locale: 'en-GB',

  hours: (hours) => `${counted(hours, 'hour')} (${counted(hours * 60, 'minute')})`,
  days: (days) => (days === 1 ? '1 day (24 hours)' : counted(days, 'day')),
  daysAndHours: (days, hours) => `${counted(days, 'day')} ${counted(hours, 'hour')}`,
  months: (months) => `${counted(months, 'month')} (${counted(months * 30, 'day')})`,
  minutes: (minutes) => counted(minutes, 'minute'),
  duration: ({ days, hours, minutes }) =>
    [...some(days, 'day'), ...some(hours, 'hour'), ...some(minutes, 'minute')].join(' '),
  lessThanAMinute: 'less than a minute',
  speeds: {
    chat: 'for chat and browsing',
    video: 'good for video',
    highDefinition: 'good for HD video',
    many: 'very fast',
  },
  devices: (count) => counted(count, 'device'),
  upToData: (amount) => `up to ${amount}`,

  common: {
    needHelp: 'Need help?',
    call: (phone) => `Call ${phone}`,
    askStaff: 'For help, ask the staff of this place.',
    terms: 'Terms',
    alreadyPaid: 'I have already paid',
    tryAgain: 'Try again',
    enterAgain: 'Enter the code again',
    payByLink: 'Pay by link instead',
    seePackages: 'See packages',
    timeLeft: 'Time left',
    ends: 'Ends',
    ended: 'Ended',
    starts: 'Starts',
    wait: 'You can try again at',
    code: 'Your access code',
    receipt: 'M-Pesa receipt',
    package: 'Package',
    sending: 'One moment…',
    serverAway: 'No answer at the moment. Keep this page open: it tries again by itself.',
    pageUpdates: 'This page updates by itself.',
    noPinHere: 'Never type your PIN on a web page. You enter it on your phone only.',
  },

  packages: {
    title: 'Choose a package',
    intro: 'Pay with M-Pesa and go online.',
    running: (left) => `You are connected. Time left: ${left}.`,
    showRunning: 'Show my connection',
    waiting: 'A payment from this device is waiting.',
    showWaiting: 'Show this payment',
    elsewhere:
      'You are not on this WiFi now. You can buy, and you get a code to use when you are here.',
  },
  phone: {
    title: 'Pay with M-Pesa',
    label: 'M-Pesa phone number',
    hint: 'Your phone will ask for your M-Pesa PIN.',
    pay: (price) => `Pay ${price}`,
    changePackage: 'Change package',
    notAPhone: 'This is not a phone number. Check it, for example 0712 345 678.',
    notKenyan: 'M-Pesa works with Kenyan mobile numbers only. Check it, for example 0712 345 678.',
  },
  waiting: {
    sendingTitle: 'One moment',
    sendingText: 'We are asking M-Pesa to send a message to your phone.',
    promptTitle: 'Check your phone',
    promptText: (price) => `Enter your M-Pesa PIN to pay ${price}.`,
    promptSentTo: (phone) => `Sent to ${phone}`,
    linkTitle: 'Pay by link',
    linkText: (price) => `Open the payment page, pay ${price} there, then come back to this page.`,
    openLink: 'Open the payment page',
    status: 'Waiting for your payment…',
    noPrompt: 'No message on your phone?',
    steps: [
      'Unlock the phone, and check that it has network.',
      'Close any other M-Pesa message that is open.',
    ],
    laterAgain: 'Still nothing? Wait a moment: you can try again on this page.',
    safeAgain: 'Trying again is safe: you do not pay twice for this purchase.',
    mayClose: 'If this page closes, join the WiFi again: your payment is not lost.',
  },
  paid: {
    title: 'Payment received',
    keepCode: 'Keep this code. It gets you online again if you are asked for it.',
    connect: 'Connect now',
    connectHint: 'One more tap, and you are online.',
    preparing: 'Your connection is being prepared. This takes a few seconds.',
    routerAway:
      'The WiFi router does not answer at the moment. You will be connected as soon as it does. Your time is not lost.',
    elsewhere: 'When you are on this WiFi, enter the code under “I have already paid”.',
    byOperator: 'You will be let in shortly. If not, show this page to the staff.',
    continues: 'This time is added after the time that you have now.',
  },
  accessFound: { title: 'Welcome back', text: 'Your access was found. This device may use it.' },
  connected: {
    title: 'You are online',
    text: 'You can close this page and use the internet.',
    iphone: 'On an iPhone, wait until “Done” appears at the top right, then tap it.',
    buyMore: 'Buy more time',
    endsSoon: 'Your time is nearly over. Buy more now, and you stay online.',
  },
  devicePayment: {
    waitingTitle: 'A payment from this device is waiting',
    waitingText: 'If it is yours, enter your M-Pesa PIN on the phone that pays. Do not pay again.',
    receivedTitle: 'A payment from this device was received',
    receivedText: 'Enter your access code, or the code in the SMS from M-Pesa, to go online.',
  },
  alreadyPaid: {
    title: 'I have already paid',
    intro: 'Enter your access code, a voucher, or the M-Pesa code from the SMS.',
    label: 'Code',
    hint: 'You can paste the whole SMS.',
    digitsLabel: 'Last 4 digits of the number that paid',
    digitsHint: 'For example 5678, for 0712 345 678.',
    submit: 'Go online',
    buyInstead: 'Buy a package instead',
    notACode: 'We found no code in that. Check what you have typed.',
    notFound:
      'Nothing was found for this at this place. Check each letter, and the number that paid.',
    digitsMissing: 'Enter the last 4 digits of the phone number that paid.',
    paidByHand: 'Did you pay to the till by yourself?',
    paidByHandHint: 'Choose what you paid for. If that was just now, wait three minutes first.',
    notByHand: 'No',
  },
  deviceFull: {
    title: 'Too many devices',
    text: (limit) =>
      `This access is for ${counted(limit, 'device')}. To use it here, choose the device to disconnect.`,
    choose: 'Disconnect this device',
    device: (ending) => `Device ending in ${ending}`,
    online: 'online now',
    lastSeen: (time) => `last seen ${time}`,
    neverSeen: 'not used yet',
    replace: 'Use this device instead',
    noneLeft: 'No device can be replaced at the moment. Try again later, or buy another package.',
  },
  elsewhere: {
    title: 'You are not on this WiFi',
    text: 'This page was opened over mobile data, or from another place.',
    todo: 'To go online here, join the WiFi and open the page that appears. Turn off mobile data if it does not appear.',
    buyAnyway: 'Buy now and get a code',
  },
  routerSays: 'The router says:',
  problems: {
    wrong_pin: {
      title: 'The PIN was wrong',
      happened: 'M-Pesa did not accept the PIN. Nothing was charged.',
      todo: 'Try again, and enter your M-Pesa PIN when your phone asks.',
    },
    cancelled: {
      title: 'Payment cancelled',
      happened: 'The payment was cancelled on the phone. Nothing was charged.',
      todo: 'Try again if you still want to go online.',
    },
    no_money: {
      title: 'Not enough money',
      happened: 'There is not enough money in this M-Pesa account. Nothing was charged.',
      todo: 'Add money and try again, or choose a cheaper package.',
    },
    timeout: {
      title: 'The time ran out',
      happened: 'M-Pesa got no PIN in time. Nothing was charged.',
      todo: 'Keep your phone unlocked, and try again.',
    },
    phone_unreachable: {
      title: 'Your phone was not reached',
      happened: 'M-Pesa could not reach the phone. Nothing was charged.',
      todo: 'Check that the phone is on and has network, then try again.',
    },
    other_prompt_open: {
      title: 'Another M-Pesa message is open',
      happened: 'The phone still shows another M-Pesa message. Nothing was charged.',
      todo: 'Close that message, wait a minute, then try again.',
    },
    payment_failed: {
      title: 'The payment did not work',
      happened: 'M-Pesa did not complete the payment. Nothing was charged.',
      todo: 'Try again, or pay by another number.',
    },
    price_has_cents: {
      title: 'This package is paid by link',
      happened: 'M-Pesa messages take whole shillings only, and this price has cents.',
      todo: 'Pay by link, or choose another package.',
    },
    not_confirmed: {
      title: 'No answer from M-Pesa',
      happened: 'M-Pesa has not told us whether you have paid.',
      todo: 'If you got an SMS from M-Pesa, do not pay again: this page updates by itself, or call us. If you got none, try again: we ask M-Pesa once more first.',
    },
    outcome_unknown: {
      title: 'We are checking your payment',
      happened: 'M-Pesa has not told us yet whether you have paid.',
      todo: 'Do not pay again. Keep this page open: it updates by itself. If you got an SMS from M-Pesa, you will be let in.',
    },
    in_review: {
      title: 'Your payment is being checked',
      happened: 'Money has come in, and somebody has to look at it before you are let in.',
      todo: 'Do not pay again. Call us, and have the SMS from M-Pesa ready.',
    },
    provider_away: {
      title: 'M-Pesa does not answer',
      happened: 'The payment service cannot be reached at the moment. Nothing was charged.',
      todo: 'Wait a minute, then try again.',
    },
    server_restarting: {
      title: 'We are back in a moment',
      happened: 'This service is starting again. What you have paid is safe.',
      todo: 'Keep this page open: it tries again by itself.',
    },
    router_away: {
      title: 'The WiFi router does not answer',
      happened: 'This place is not connected to us at the moment.',
      todo: 'Wait a little. If you have paid, you will be connected as soon as it answers.',
    },
    expired: {
      title: 'Your time is over',
      happened: 'The time that you bought has ended.',
      todo: 'Buy more time to go on.',
    },
    data_used_up: {
      title: 'Your data is used up',
      happened: 'All the data of your package was used.',
      todo: 'Buy another package to go on.',
    },
    revoked: {
      title: 'This access was ended',
      happened: 'The owner of this WiFi has ended it.',
      todo: 'Call to ask why, or buy a package.',
    },
    not_started: {
      title: 'Not yet',
      happened: 'The time of this code has not begun.',
      todo: 'Come back when it begins.',
    },
    code_wrong: {
      title: 'This code does not work here',
      happened: 'The router does not know this code.',
      todo: 'Check each letter and try again.',
    },
    code_used: {
      title: 'This code was used',
      happened: 'The code was used already, and cannot be used again.',
      todo: 'Buy a package, or call if you think that this is wrong.',
    },
    other_place: {
      title: 'This code is for another place',
      happened: 'It was bought for another WiFi of the same owner.',
      todo: 'Use it there, or buy a package for this place.',
    },
    devices_in_use: {
      title: 'Too many devices',
      happened: 'As many devices as you have paid for are online.',
      todo: 'Disconnect one of them, wait a few minutes, then try again.',
    },
    router_refused: {
      title: 'The router did not let you in',
      happened: 'Your login was refused.',
      todo: 'Try again. If it happens again, call us.',
    },
    too_many_tries: {
      title: 'Too many tries',
      happened: 'There were too many wrong codes.',
      todo: 'Wait a little, then check the code and try again.',
    },
    too_many_prompts: {
      title: 'Please wait a little',
      happened: 'Many M-Pesa messages were asked for. To protect phones, we wait before the next.',
      todo: 'If a message is on your phone, answer it. Otherwise wait, then try again.',
    },
    nothing_for_sale: {
      title: 'No packages at the moment',
      happened: 'Nothing is for sale here now.',
      todo: 'Come back later, or call us.',
    },
    package_gone: {
      title: 'This package has changed',
      happened: 'It is not sold any more, or its price is another one now. Nothing was charged.',
      todo: 'Choose a package from the list.',
    },
    payments_unavailable: {
      title: 'Payments do not work at the moment',
      happened: 'This place cannot take payments now. Nothing was charged.',
      todo: 'Call us, or come back later.',
    },
    session_over: {
      title: 'This page is too old',
      happened: 'For your safety it cannot be used any more.',
      todo: 'Join the WiFi again, or begin again here. What you have paid is safe.',
    },
    not_found: {
      title: 'There is no such page',
      happened: 'The address is wrong, or this place has moved.',
      todo: 'Join the WiFi, and open the page that appears.',
    },
  },
};
