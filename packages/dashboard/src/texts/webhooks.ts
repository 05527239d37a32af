import { defineTexts } from './define-texts.js';

/** What providers have reported, and what became of it. */
export const webhooksTexts = defineTexts({
  en: {
    intro: 'What the payment providers have reported about your payments.',
    outcome: 'Outcome',
    kind: 'About',
    payment: 'Payment',
    showPayment: 'Show the payment',
    noPayment: 'None',
    invoice: 'Invoice',
    reference: 'Reference',
    state: 'Reported state',
    provider: 'Provider',
    sender: 'Sender',
    received: 'Received',
    processed: 'Processed',
    notYet: 'Not yet',
    failedTitle: (count: string) =>
      count === '1' ? '1 event could not be processed.' : `${count} events could not be processed.`,
    failedHint:
      'No payment is lost by this: the server also asks the provider by itself. You can process an event again.',
    showFailed: 'Show them',
    outcomes: {
      stored: 'Not processed yet',
      settled: 'Processed',
      unmatched: 'No payment found',
      ignored: 'Kept, not used',
      failed: 'Not processed',
    },
    meanings: {
      stored: 'It waits to be processed.',
      settled: 'It has settled its payment, or reported nothing new.',
      unmatched: 'No payment has this invoice or reference yet.',
      ignored: 'It is not about money from a customer, so it changes nothing.',
      failed:
        'It could not be processed. The server asks the provider about the payment by itself.',
    },
    kinds: {
      collection: 'Money from a customer',
      payout: 'Payout',
      chargeback: 'Refund',
      other: 'Something else',
      till_transaction: 'Money at the till',
    },
    trusts: {
      authenticated: 'Proven: it knows the challenge',
      hint: 'Not proven: no challenge is set',
      refused: 'Refused: wrong or missing challenge',
    },
    title: 'Webhook event',
    body: 'What the provider sent',
    noBody: 'The content was deleted, because it is older than it is kept.',
    replay: 'Process again',
    replayed: 'The event will be processed again.',
    replayHint: 'Doing this twice does no harm: what was counted is not counted again.',
    noneFits: 'No event has this outcome.',
    empty: 'Nothing was reported yet.',
    emptyHint:
      'Providers report each payment here as soon as their webhooks are set up. Without them, the server asks the provider instead.',
    toKeys: 'Set up webhooks',
  },
  sw: {
    intro: 'Yaliyoripotiwa na watoa huduma za malipo kuhusu malipo yako.',
    outcome: 'Matokeo',
    kind: 'Kuhusu',
    payment: 'Lipo',
    showPayment: 'Onyesha lipo',
    noPayment: 'Hakuna',
    invoice: 'Ankara',
    reference: 'Kumbukumbu',
    state: 'Hali iliyoripotiwa',
    provider: 'Mtoa huduma',
    sender: 'Mtumaji',
    received: 'Ilipokelewa',
    processed: 'Ilishughulikiwa',
    notYet: 'Bado',
    failedTitle: (count: string) =>
      count === '1'
        ? 'Tukio 1 halikuweza kushughulikiwa.'
        : `Matukio ${count} hayakuweza kushughulikiwa.`,
    failedHint:
      'Hakuna malipo yanayopotea: seva pia inamuuliza mtoa huduma yenyewe. Unaweza kushughulikia tukio tena.',
    showFailed: 'Yaonyeshe',
    outcomes: {
      stored: 'Bado kushughulikiwa',
      settled: 'Limeshughulikiwa',
      unmatched: 'Hakuna lipo lake',
      ignored: 'Limehifadhiwa tu',
      failed: 'Halikushughulikiwa',
    },
    meanings: {
      stored: 'Linasubiri kushughulikiwa.',
      settled: 'Limeamua lipo lake, au halikuwa na jambo jipya.',
      unmatched: 'Bado hakuna lipo lenye ankara au kumbukumbu hii.',
      ignored: 'Halihusu pesa kutoka kwa mteja, kwa hiyo halibadilishi chochote.',
      failed: 'Halikuweza kushughulikiwa. Seva inamuuliza mtoa huduma kuhusu lipo yenyewe.',
    },
    kinds: {
      collection: 'Pesa kutoka kwa mteja',
      payout: 'Pesa zilizotumwa',
      chargeback: 'Pesa zilizorudishwa',
      other: 'Jambo jingine',
      till_transaction: 'Pesa kwenye till',
    },
    trusts: {
      authenticated: 'Amethibitishwa: anajua challenge',
      hint: 'Hajathibitishwa: challenge haijawekwa',
      refused: 'Amekataliwa: challenge si sahihi au haipo',
    },
    title: 'Tukio la webhook',
    body: 'Kilichotumwa na mtoa huduma',
    noBody: 'Maudhui yamefutwa, kwa sababu muda wa kuyahifadhi umepita.',
    replay: 'Shughulikia tena',
    replayed: 'Tukio litashughulikiwa tena.',
    replayHint: 'Kufanya hivi mara mbili hakudhuru: kilichohesabiwa hakihesabiwi tena.',
    noneFits: 'Hakuna tukio lenye matokeo haya.',
    empty: 'Bado hakuna kilichoripotiwa.',
    emptyHint:
      'Watoa huduma wanaripoti kila lipo hapa mara webhook zao zinapoandaliwa. Bila hizo, seva inamuuliza mtoa huduma.',
    toKeys: 'Andaa webhook',
  },
});
