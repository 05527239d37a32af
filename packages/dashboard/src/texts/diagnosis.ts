import { defineTexts } from './define-texts.js';

/** The question why a customer is not online, and its answer. */
export const diagnosisTexts = defineTexts({
  en: {
    title: 'Why is this customer not online?',
    customer: 'Phone, code, receipt or MAC address',
    hint: 'What the customer reads out to you, in any spelling.',
    unclear: 'This is neither a phone number, an access code, a receipt nor a MAC address.',
    ask: 'Find out',
    online: (since: string) => `The customer is online, since ${since}.`,
    nothing: 'Nothing keeps this customer offline.',
    nothingToDo:
      'Ask the customer to switch WiFi off and on, and to open any page. The portal then logs the device in.',
    toDo: 'What to do',
    payment: 'Show the payment',
    access: 'Show the access',
    intro: 'The first point is the one to deal with first.',
  },
  sw: {
    title: 'Kwa nini mteja huyu hayuko mtandaoni?',
    customer: 'Simu, msimbo, risiti au anwani ya MAC',
    hint: 'Anachokusomea mteja, kwa namna yoyote.',
    unclear: 'Hii si nambari ya simu, msimbo, risiti wala anwani ya MAC.',
    ask: 'Tafuta sababu',
    online: (since: string) => `Mteja yuko mtandaoni, tangu ${since}.`,
    nothing: 'Hakuna kinachomzuia mteja huyu.',
    nothingToDo:
      'Mwambie mteja azime WiFi na kuiwasha tena, kisha afungue ukurasa wowote. Lango litaingiza kifaa.',
    toDo: 'La kufanya',
    payment: 'Onyesha lipo',
    access: 'Onyesha ufikiaji',
    intro: 'Anza na jambo la kwanza.',
  },
});
