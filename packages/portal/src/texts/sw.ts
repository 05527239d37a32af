import { type Texts } from './texts.js';

/** "siku 2", "saa 1": in Swahili the noun comes first, and most of these do not change. */
const counted = (noun: string, count: number): string => `${noun} ${count}`;

const some = (noun: string, count: number): string[] => (count > 0 ? [counted(noun, count)] : []);

/** Swahili as it is spoken in Kenya. A native speaker has not read it yet. */
export const sw: Texts = {
  language: 'Kiswahili',
  locale: 'sw-KE',

  // "Saa 1" alone also reads as seven o'clock.
  hours: (hours) => `Saa ${hours} (dakika ${hours * 60})`,
  days: (days) => (days === 1 ? 'Siku 1 (saa 24)' : `Siku ${days}`),
  daysAndHours: (days, hours) => `Siku ${days} na saa ${hours}`,
  months: (months) => `${months === 1 ? 'Mwezi' : 'Miezi'} ${months} (siku ${months * 30})`,
  minutes: (minutes) => counted('dakika', minutes),
  duration: ({ days, hours, minutes }) =>
    [...some('siku', days), ...some('saa', hours), ...some('dakika', minutes)].join(' '),
  lessThanAMinute: 'chini ya dakika 1',
  speeds: {
    chat: 'kwa jumbe na kurasa',
    video: 'nzuri kwa video',
    highDefinition: 'nzuri kwa video za HD',
    many: 'kasi sana',
  },
  devices: (count) => `${count === 1 ? 'kifaa' : 'vifaa'} ${count}`,
  upToData: (amount) => `hadi ${amount}`,

  common: {
    needHelp: 'Unahitaji usaidizi?',
    call: (phone) => `Piga ${phone}`,
    askStaff: 'Kwa usaidizi, uliza wahudumu wa hapa.',
    terms: 'Masharti',
    alreadyPaid: 'Nimeshalipa',
    tryAgain: 'Jaribu tena',
    enterAgain: 'Weka msimbo tena',
    payByLink: 'Lipa kwa kiungo',
    seePackages: 'Ona vifurushi',
    timeLeft: 'Muda uliobaki',
    ends: 'Mwisho',
    ended: 'Uliisha',
    starts: 'Mwanzo',
    wait: 'Unaweza kujaribu tena',
    code: 'Msimbo wako wa kuingia',
    receipt: 'Risiti ya M-Pesa',
    package: 'Kifurushi',
    sending: 'Subiri kidogo…',
    serverAway: 'Hakuna jibu kwa sasa. Usifunge ukurasa huu: unajaribu tena wenyewe.',
    pageUpdates: 'Ukurasa huu unajisasisha wenyewe.',
    noPinHere: 'Usiandike PIN yako kwenye ukurasa wowote wa mtandao. Iweke kwenye simu yako pekee.',
  },

  packages: {
    title: 'Chagua kifurushi',
    intro: 'Lipa na M-Pesa uingie mtandaoni.',
    running: (left) => `Umeunganishwa. Muda uliobaki: ${left}.`,
    showRunning: 'Ona muunganisho wangu',
    waiting: 'Kuna malipo ya kifaa hiki yanayosubiri.',
    showWaiting: 'Ona malipo haya',
    elsewhere:
      'Hauko kwenye WiFi hii sasa. Unaweza kununua, na utapata msimbo wa kutumia ukifika hapa.',
  },
  phone: {
    title: 'Lipa na M-Pesa',
    label: 'Nambari ya simu ya M-Pesa',
    hint: 'Simu yako itaomba PIN yako ya M-Pesa.',
    pay: (price) => `Lipa ${price}`,
    changePackage: 'Badilisha kifurushi',
    notAPhone: 'Hii si nambari ya simu. Iangalie, kwa mfano 0712 345 678.',
    notKenyan: 'M-Pesa inatumia nambari za simu za Kenya pekee. Iangalie, kwa mfano 0712 345 678.',
  },
  waiting: {
    sendingTitle: 'Subiri kidogo',
    sendingText: 'Tunaiomba M-Pesa itume ujumbe kwenye simu yako.',
    promptTitle: 'Angalia simu yako',
    promptText: (price) => `Weka PIN yako ya M-Pesa ili kulipa ${price}.`,
    promptSentTo: (phone) => `Umetumwa kwa ${phone}`,
    linkTitle: 'Lipa kwa kiungo',
    linkText: (price) => `Fungua ukurasa wa malipo, lipa ${price} huko, kisha rudi hapa.`,
    openLink: 'Fungua ukurasa wa malipo',
    status: 'Tunasubiri malipo yako…',
    noPrompt: 'Hukupata ujumbe?',
    steps: [
      'Fungua simu, na uhakikishe ina mtandao.',
      'Funga ujumbe mwingine wa M-Pesa ulio wazi.',
    ],
    laterAgain: 'Bado hakuna? Subiri kidogo: utaweza kujaribu tena kwenye ukurasa huu.',
    safeAgain: 'Kujaribu tena ni salama: hutalipa mara mbili kwa ununuzi huu.',
    mayClose: 'Ukurasa huu ukifungwa, jiunge na WiFi tena: malipo yako hayapotei.',
  },
  paid: {
    title: 'Malipo yamepokelewa',
    keepCode: 'Hifadhi msimbo huu. Utakuingiza tena mtandaoni ukiulizwa.',
    connect: 'Unganisha sasa',
    connectHint: 'Bonyeza mara moja tu, na utakuwa mtandaoni.',
    preparing: 'Muunganisho wako unaandaliwa. Ni sekunde chache tu.',
    routerAway:
      'Ruta ya WiFi haijibu kwa sasa. Utaunganishwa mara tu itakapojibu. Muda wako haupotei.',
    elsewhere: 'Ukiwa kwenye WiFi hii, weka msimbo huu chini ya “Nimeshalipa”.',
    byOperator: 'Utaingizwa hivi karibuni. Isipokuwa hivyo, onyesha wahudumu ukurasa huu.',
    continues: 'Muda huu unaongezwa baada ya muda ulio nao sasa.',
  },
  accessFound: { title: 'Karibu tena', text: 'Huduma imepatikana. Kifaa hiki kinaweza kuitumia.' },
  connected: {
    title: 'Uko mtandaoni',
    text: 'Unaweza kufunga ukurasa huu na kutumia mtandao.',
    iphone: 'Kwenye iPhone, subiri hadi “Done” ionekane juu kulia, kisha uibonyeze.',
    buyMore: 'Nunua muda zaidi',
    endsSoon: 'Muda wako unakaribia kuisha. Nunua zaidi sasa ili ubaki mtandaoni.',
  },
  devicePayment: {
    waitingTitle: 'Kuna malipo ya kifaa hiki yanayosubiri',
    waitingText:
      'Kama ni yako, weka PIN yako ya M-Pesa kwenye simu inayolipa. Usilipe mara ya pili.',
    receivedTitle: 'Malipo ya kifaa hiki yamepokelewa',
    receivedText: 'Weka msimbo wako wa kuingia, au msimbo ulio kwenye SMS ya M-Pesa.',
  },
  alreadyPaid: {
    title: 'Nimeshalipa',
    intro: 'Weka msimbo wa kuingia, vocha, au msimbo wa M-Pesa ulio kwenye SMS.',
    label: 'Msimbo',
    hint: 'Unaweza kubandika SMS nzima.',
    digitsLabel: 'Tarakimu 4 za mwisho za nambari iliyolipa',
    digitsHint: 'Kwa mfano 5678, kwa 0712 345 678.',
    submit: 'Ingia mtandaoni',
    buyInstead: 'Nunua kifurushi',
    notACode: 'Hatukupata msimbo hapo. Angalia ulichoandika.',
    notFound: 'Hakuna kilichopatikana hapa. Angalia kila herufi, na nambari ya simu iliyolipa.',
    digitsMissing: 'Weka tarakimu 4 za mwisho za nambari ya simu iliyolipa.',
    paidByHand: 'Je, ulilipa kwenye till wewe mwenyewe?',
    paidByHandHint: 'Chagua ulicholipia. Kama umelipa sasa hivi, subiri kwanza dakika tatu.',
    notByHand: 'Hapana',
  },
  deviceFull: {
    title: 'Vifaa vimezidi',
    text: (limit) =>
      `Huduma hii ni ya ${limit === 1 ? 'kifaa' : 'vifaa'} ${limit}. Ili kuitumia hapa, chagua kifaa cha kuondoa.`,
    choose: 'Ondoa kifaa hiki',
    device: (ending) => `Kifaa kinachoishia ${ending}`,
    online: 'kiko mtandaoni sasa',
    lastSeen: (time) => `kilionekana ${time}`,
    neverSeen: 'hakijatumika bado',
    replace: 'Tumia kifaa hiki badala yake',
    noneLeft: 'Hakuna kifaa kinachoweza kuondolewa kwa sasa. Jaribu baadaye, au nunua kifurushi.',
  },
  elsewhere: {
    title: 'Hauko kwenye WiFi hii',
    text: 'Ukurasa huu ulifunguliwa kwa data ya simu, au kutoka mahali pengine.',
    todo: 'Ili kuingia mtandaoni hapa, jiunge na WiFi ufungue ukurasa unaotokea. Usipotokea, zima data ya simu.',
    buyAnyway: 'Nunua sasa upate msimbo',
  },
  routerSays: 'Ruta inasema:',
  problems: {
    wrong_pin: {
      title: 'PIN si sahihi',
      happened: 'M-Pesa haikukubali PIN. Hukutozwa chochote.',
      todo: 'Jaribu tena, na uweke PIN yako ya M-Pesa simu ikiuliza.',
    },
    cancelled: {
      title: 'Malipo yameghairiwa',
      happened: 'Malipo yalighairiwa kwenye simu. Hukutozwa chochote.',
      todo: 'Jaribu tena kama bado ungependa kuingia mtandaoni.',
    },
    no_money: {
      title: 'Pesa hazitoshi',
      happened: 'Akaunti hii ya M-Pesa haina pesa za kutosha. Hukutozwa chochote.',
      todo: 'Ongeza pesa ujaribu tena, au chagua kifurushi cha bei nafuu.',
    },
    timeout: {
      title: 'Muda umeisha',
      happened: 'M-Pesa haikupata PIN kwa wakati. Hukutozwa chochote.',
      todo: 'Fungua simu yako, kisha jaribu tena.',
    },
    phone_unreachable: {
      title: 'Simu yako haikupatikana',
      happened: 'M-Pesa haikuweza kuifikia simu. Hukutozwa chochote.',
      todo: 'Hakikisha simu imewashwa na ina mtandao, kisha jaribu tena.',
    },
    other_prompt_open: {
      title: 'Kuna ujumbe mwingine wa M-Pesa',
      happened: 'Simu bado inaonyesha ujumbe mwingine wa M-Pesa. Hukutozwa chochote.',
      todo: 'Funga ujumbe huo, subiri dakika moja, kisha jaribu tena.',
    },
    payment_failed: {
      title: 'Malipo hayakufaulu',
      happened: 'M-Pesa haikukamilisha malipo. Hukutozwa chochote.',
      todo: 'Jaribu tena, au lipa kwa nambari nyingine.',
    },
    price_has_cents: {
      title: 'Kifurushi hiki hulipwa kwa kiungo',
      happened: 'Ujumbe wa M-Pesa hulipa shilingi kamili pekee, na bei hii ina senti.',
      todo: 'Lipa kwa kiungo, au chagua kifurushi kingine.',
    },
    not_confirmed: {
      title: 'M-Pesa haijajibu',
      happened: 'M-Pesa haijatuambia kama umelipa.',
      todo: 'Ukiwa umepata SMS ya M-Pesa, usilipe tena: ukurasa huu unajisasisha wenyewe, au tupigie. Kama hujapata, jaribu tena: tutauliza M-Pesa kwanza.',
    },
    outcome_unknown: {
      title: 'Tunaangalia malipo yako',
      happened: 'M-Pesa bado haijatuambia kama umelipa.',
      todo: 'Usilipe tena. Usifunge ukurasa huu: unajisasisha wenyewe. Ukipata SMS ya M-Pesa, utaingizwa.',
    },
    in_review: {
      title: 'Malipo yako yanakaguliwa',
      happened: 'Pesa zimeingia, na lazima mtu azikague kabla uingizwe.',
      todo: 'Usilipe tena. Tupigie simu, ukiwa na SMS ya M-Pesa.',
    },
    provider_away: {
      title: 'M-Pesa haijibu',
      happened: 'Huduma ya malipo haipatikani kwa sasa. Hukutozwa chochote.',
      todo: 'Subiri dakika moja, kisha jaribu tena.',
    },
    server_restarting: {
      title: 'Tunarudi hivi punde',
      happened: 'Huduma hii inaanza upya. Ulicholipa kiko salama.',
      todo: 'Usifunge ukurasa huu: unajaribu tena wenyewe.',
    },
    router_away: {
      title: 'Ruta ya WiFi haijibu',
      happened: 'Mahali hapa hapajaunganishwa nasi kwa sasa.',
      todo: 'Subiri kidogo. Kama umelipa, utaunganishwa mara tu itakapojibu.',
    },
    expired: {
      title: 'Muda wako umeisha',
      happened: 'Muda ulionunua umekwisha.',
      todo: 'Nunua muda zaidi ili uendelee.',
    },
    data_used_up: {
      title: 'Data yako imeisha',
      happened: 'Data yote ya kifurushi chako imetumika.',
      todo: 'Nunua kifurushi kingine ili uendelee.',
    },
    revoked: {
      title: 'Huduma hii imesitishwa',
      happened: 'Mwenye WiFi hii ameisitisha.',
      todo: 'Piga simu kuuliza sababu, au nunua kifurushi.',
    },
    not_started: {
      title: 'Bado',
      happened: 'Muda wa msimbo huu haujaanza.',
      todo: 'Rudi muda utakapoanza.',
    },
    code_wrong: {
      title: 'Msimbo huu haufanyi kazi hapa',
      happened: 'Ruta haiutambui msimbo huu.',
      todo: 'Angalia kila herufi kisha jaribu tena.',
    },
    code_used: {
      title: 'Msimbo huu umeshatumika',
      happened: 'Msimbo umeshatumika, na hauwezi kutumika tena.',
      todo: 'Nunua kifurushi, au piga simu ukiona kuna kosa.',
    },
    other_place: {
      title: 'Msimbo huu ni wa mahali pengine',
      happened: 'Ulinunuliwa kwa WiFi nyingine ya mwenyewe huyo huyo.',
      todo: 'Utumie huko, au nunua kifurushi cha hapa.',
    },
    devices_in_use: {
      title: 'Vifaa vimezidi',
      happened: 'Vifaa vyote ulivyolipia viko mtandaoni.',
      todo: 'Ondoa kimoja, subiri dakika chache, kisha jaribu tena.',
    },
    router_refused: {
      title: 'Ruta haikukuruhusu kuingia',
      happened: 'Ombi lako la kuingia lilikataliwa.',
      todo: 'Jaribu tena. Ikikataa tena, tupigie simu.',
    },
    too_many_tries: {
      title: 'Umejaribu mara nyingi mno',
      happened: 'Kumekuwa na misimbo mingi isiyo sahihi.',
      todo: 'Subiri kidogo, kisha angalia msimbo ujaribu tena.',
    },
    too_many_prompts: {
      title: 'Tafadhali subiri kidogo',
      happened: 'Jumbe nyingi za M-Pesa zimeombwa. Ili kulinda simu, tunasubiri kabla ya nyingine.',
      todo: 'Kama kuna ujumbe kwenye simu yako, ujibu. La sivyo subiri, kisha jaribu tena.',
    },
    nothing_for_sale: {
      title: 'Hakuna vifurushi kwa sasa',
      happened: 'Hakuna kinachouzwa hapa sasa.',
      todo: 'Rudi baadaye, au tupigie simu.',
    },
    package_gone: {
      title: 'Kifurushi hiki kimebadilika',
      happened: 'Hakiuzwi tena, au bei yake imebadilika. Hukutozwa chochote.',
      todo: 'Chagua kifurushi kwenye orodha.',
    },
    payments_unavailable: {
      title: 'Malipo hayafanyi kazi kwa sasa',
      happened: 'Mahali hapa hapawezi kupokea malipo sasa. Hukutozwa chochote.',
      todo: 'Tupigie simu, au rudi baadaye.',
    },
    session_over: {
      title: 'Ukurasa huu ni wa zamani',
      happened: 'Kwa usalama wako hauwezi kutumika tena.',
      todo: 'Jiunge na WiFi tena, au anza upya hapa. Ulicholipa kiko salama.',
    },
    not_found: {
      title: 'Hakuna ukurasa kama huo',
      happened: 'Anwani si sahihi, au mahali hapa pamehama.',
      todo: 'Jiunge na WiFi, ufungue ukurasa unaotokea.',
    },
  },
};
