/** Sentences of the server's diagnosis in Swahili: how each begins or is, and what it means. */
const SENTENCES: readonly (readonly [english: RegExp, swahili: string])[] = [
  [/^No access has this code\.$/, 'Hakuna ufikiaji wenye msimbo huu.'],
  [
    /^Neither a payment nor access has this phone number\.$/,
    'Hakuna malipo wala ufikiaji wenye nambari hii ya simu.',
  ],
  [
    /^Neither a payment nor access has this device\.$/,
    'Hakuna malipo wala ufikiaji wa kifaa hiki.',
  ],
  [/^No payment has this receipt\.$/, 'Hakuna malipo yenye risiti hii.'],
  [/^There is no such access\.$/, 'Hakuna ufikiaji kama huo.'],
  [
    /^Compare the receipt with the message of M-Pesa\./,
    'Linganisha risiti na ujumbe wa M-Pesa. Pesa zilizotumwa kwa nambari nyingine hazionekani hapa.',
  ],
  [
    /^Ask for the M-Pesa receipt, and look for the payment by that\.$/,
    'Omba risiti ya M-Pesa, kisha utafute malipo kwa hiyo.',
  ],
  [/^The payment is still open/, 'Malipo bado hayajaamuliwa: haijulikani kama yamelipwa.'],
  [
    /^Ask the customer to answer the prompt\./,
    'Mwambie mteja aweke PIN. Seva inamuuliza mtoa huduma yenyewe; lipo linafungwa bila kulipwa baada ya dakika 15, na linahesabiwa pesa zikifika baadaye.',
  ],
  [/^The payment is under review/, 'Malipo yanaangaliwa: ripoti ya mtoa huduma hailingani nayo.'],
  [
    /^Look at the payment, and mark it as completed or as failed\.$/,
    'Angalia malipo, kisha uyaweke kuwa yamekamilika au yameshindikana.',
  ],
  [
    /^The payment has failed, so nothing was bought\.(?<rest>[^]*)$/,
    'Malipo yameshindikana, kwa hiyo hakuna kilichonunuliwa.{rest}',
  ],
  [
    /^Ask the customer to pay again\./,
    'Mwambie mteja alipe tena. Kama pesa zimetoka kwenye simu, angalia malipo.',
  ],
  [
    /^The payment is completed, and no access was written for it\.$/,
    'Malipo yamekamilika, lakini ufikiaji wake haujaandikwa.',
  ],
  [
    /^It is written within five minutes/,
    'Unaandikwa ndani ya dakika tano, isipokuwa muda wake umekwisha. La sivyo toa ufikiaji mwenyewe.',
  ],
  [/^The access has not started yet\.$/, 'Ufikiaji bado haujaanza.'],
  [
    /^Wait until it starts, or give other access for the time before\.$/,
    'Subiri uanze, au toa ufikiaji mwingine kwa muda wa kabla yake.',
  ],
  [/^The access was revoked \((?<rest>[^]*)\)\.$/, 'Ufikiaji ulibatilishwa ({rest}).'],
  [/^The access was revoked\.$/, 'Ufikiaji ulibatilishwa.'],
  [
    /^Give new access, if it was revoked by mistake\.$/,
    'Toa ufikiaji mpya, kama ulibatilishwa kimakosa.',
  ],
  [/^The time that was bought is over\.$/, 'Muda ulionunuliwa umekwisha.'],
  [
    /^The customer buys again; give access/,
    'Mteja anunue tena; toa ufikiaji wa fidia kama alipoteza muda.',
  ],
  [/^The router does not answer the server\.$/, 'Ruta haijibu seva.'],
  [
    /^Check its power, its Internet connection/,
    'Angalia umeme wake, intaneti yake, na anwani na kuingia kwake kwenye mipangilio ya ruta.',
  ],
  [
    /^The RADIUS server has never got a packet from the router\.$/,
    'Seva ya RADIUS haijawahi kupata ujumbe kutoka kwa ruta.',
  ],
  [
    /^The router has no address that RADIUS packets could come from\.$/,
    'Ruta haina anwani ambayo ujumbe wa RADIUS ungetoka.',
  ],
  [
    /^Run the set-up script on the router, and check/,
    'Endesha hati ya maandalizi kwenye ruta, na uangalie handaki lake na anwani ya seva ya RADIUS.',
  ],
  [/^Set up the router: GET/, 'Andaa ruta: hati iko kwenye ukurasa wa ruta hiyo.'],
  [
    /^Packets of the router arrive, and none/,
    'Ujumbe wa ruta unafika, lakini hakuna ulioonyesha siri sahihi ya pamoja.',
  ],
  [
    /^The router has not used the new shared secret/,
    'Ruta haijatumia siri mpya ya pamoja tangu ilipobadilishwa.',
  ],
  [
    /^A login with the right code was rejected/,
    'Kuingia kwa msimbo sahihi kulikataliwa, kwa sababu nenosiri lake halikusomeka.',
  ],
  [
    /^Run the set-up script on the router again/,
    'Endesha tena hati ya maandalizi kwenye ruta: ina siri ya pamoja. Siri mpya inaanza ndani ya dakika tano.',
  ],
  [
    /^As many devices as were sold are attached: (?<taken>\d+) of (?<sold>\d+)\.$/,
    'Vifaa vilivyonunuliwa vimeambatishwa vyote: {taken} kati ya {sold}.',
  ],
  [
    /^Remove a device that is not needed, or wait/,
    'Ondoa kifaa kisichohitajika, au subiri: kisichotumika kwa dakika tatu kinabadilishwa, si zaidi ya mara tatu kwa siku.',
  ],
  [
    /^The router was deleted, so its logins are rejected\.$/,
    'Ruta ilifutwa, kwa hiyo kuingia kwake kunakataliwa.',
  ],
  [/^Give access at another router\.$/, 'Toa ufikiaji kwenye ruta nyingine.'],
  [/^The data that was bought is used up\.$/, 'Data iliyonunuliwa imekwisha.'],
  [/^The customer buys again, or give access/, 'Mteja anunue tena, au toa ufikiaji wa fidia.'],
  [
    /^The login was rejected, because the code, ticket or device was not known/,
    'Kuingia kulikataliwa, kwa sababu msimbo, tiketi au kifaa hakikujulikana.',
  ],
  [
    /^Compare the code with the one shown here\./,
    'Linganisha msimbo na ulioonyeshwa hapa. Kifaa ambacho hakijaambatishwa kinahitaji msimbo.',
  ],
  [
    /^The login was rejected, because the access had not started/,
    'Kuingia kulikataliwa, kwa sababu ufikiaji ulikuwa haujaanza.',
  ],
  [/^Let the customer log in again now\.$/, 'Mwambie mteja aingie tena sasa.'],
  [
    /^The login was rejected, because the access, or the ticket, was over/,
    'Kuingia kulikataliwa, kwa sababu ufikiaji au tiketi ilikuwa imekwisha.',
  ],
  [/^Let the customer log in again from the portal\.$/, 'Mwambie mteja aingie tena kupitia lango.'],
  [
    /^The login was rejected, because the access was revoked/,
    'Kuingia kulikataliwa, kwa sababu ufikiaji ulibatilishwa.',
  ],
  [
    /^Let the customer log in with the code that is valid now\.$/,
    'Mwambie mteja aingie kwa msimbo unaotumika sasa.',
  ],
  [
    /^The login was rejected, because the data was used up/,
    'Kuingia kulikataliwa, kwa sababu data ilikuwa imekwisha.',
  ],
  [
    /^The login was rejected, because the code belongs to another router/,
    'Kuingia kulikataliwa, kwa sababu msimbo ni wa ruta nyingine.',
  ],
  [
    /^The access is valid at the router where it was bought\./,
    'Ufikiaji unatumika kwenye ruta uliponunuliwa. Toa ufikiaji kwenye ruta hii.',
  ],
  [
    /^The login was rejected, because too many unknown codes/,
    'Kuingia kulikataliwa, kwa sababu misimbo mingi isiyojulikana ilitoka kwa kifaa hiki, au kupitia ruta hii.',
  ],
  [
    /^Wait ten minutes, or attach the device/,
    'Subiri dakika kumi, au ambatisha kifaa: vilivyoambatishwa haviwekewi kikomo.',
  ],
  [
    /^The login was rejected, because the router has rejected more than/,
    'Kuingia kulikataliwa, kwa sababu ruta imekataa zaidi ya vifaa 1,000 katika saa hiyo.',
  ],
  [
    /^Look for a device that tries codes/,
    'Tafuta kifaa kinachojaribu misimbo, na umwambie mteja aingie tena.',
  ],
  [
    /^The login was accepted, and the router has reported no session since\.$/,
    'Kuingia kulikubaliwa, lakini ruta haijaripoti muunganisho tangu hapo.',
  ],
  [
    /^Check that accounting is switched on/,
    'Hakikisha accounting imewashwa kwenye profile ya hotspot ya ruta, na siri yake ya pamoja ni sahihi: ikiwa si sahihi ruta inatupa jibu. Kisha mwambie mteja aingie tena.',
  ],
];

/** A sentence of a diagnosis in the chosen language; one that is not known stays in English. */
export function findingSentence(english: string, language: 'en' | 'sw'): string {
  if (language === 'en') return english;
  for (const [pattern, swahili] of SENTENCES) {
    const match = pattern.exec(english);
    if (match)
      return swahili.replaceAll(/\{(\w+)\}/g, (_, name: string) => match.groups?.[name] ?? '');
  }
  return english;
}
