/**
 * Sentences of the API that customers see, in Swahili as it is spoken in Kenya, by the English ones. A
 * word in braces is a part that changes. A native speaker has not read them yet. A test finds English
 * sentences of this kind that are missing here.
 */
export const SWAHILI: Readonly<Record<string, string>> = {
  // Sales.
  'router_id, package_id, phone_number, and amount are required':
    'router_id, package_id, phone_number na amount zinahitajika',
  '{field} is required.': '{field} inahitajika.',
  'Invalid phone number format': 'Nambari ya simu si sahihi',
  'Package not found or not active for this router': 'Kifurushi hiki hakipatikani kwenye ruta hii',
  'Router not found or access denied': 'Ruta haijapatikana, au huna ruhusa',
  'Payment not found or access denied': 'Malipo hayajapatikana, au huna ruhusa',
  'This payment was not initiated through {provider}':
    'Malipo haya hayakuanzishwa kupitia {provider}',
  'Amount must match package price: {price}': 'Kiasi lazima kilingane na bei ya kifurushi: {price}',
  'M-Pesa takes whole shillings only, and this package costs {price}. Please ask the seller for a payment link.':
    'M-Pesa inakubali shilingi kamili pekee, na bei ya kifurushi hiki ni {price}. Tafadhali muombe muuzaji kiungo cha kulipia.',
  'No active {provider} credentials found. Please add your {same} API credentials first.':
    'Malipo hayajawekwa tayari hapa ({provider}). Tafadhali wasiliana na muuzaji.',
  'Failed to decrypt private key: Invalid encryption key':
    'Malipo hayajawekwa sawa hapa. Tafadhali wasiliana na muuzaji.',
  'Failed to initiate STK push: {reason}': 'Ombi la malipo halikutumwa kwenye simu: {reason}',
  'Failed to create payment link: {reason}': 'Kiungo cha kulipia hakikutengenezwa: {reason}',
  '{provider} has no payment link for this payment method.':
    '{provider} haina kiungo cha kulipia kwa njia hii ya malipo.',
  '{provider} refused the API credentials. Check the keys and their environment.':
    'Malipo hayajawekwa sawa hapa ({provider}). Tafadhali wasiliana na muuzaji.',
  '{provider} cannot be reached at the moment. Nothing was charged. Please try again shortly.':
    '{provider} haipatikani kwa sasa. Hukutozwa chochote. Tafadhali jaribu tena baadaye kidogo.',

  // Retries.
  'Only a failed payment can be retried.': 'Ni malipo yaliyoshindikana pekee yanayoweza kurudiwa.',
  'Money has come in for this payment. Its seller has to look at it first.':
    'Pesa za malipo haya zimeingia. Muuzaji lazima ayakague kwanza.',
  'It could not be found out whether this payment was paid. Its seller has to look at it first.':
    'Haikujulikana kama malipo haya yalilipwa. Muuzaji lazima ayakague kwanza.',
  'This payment has been retried {count} times. Please begin a new one.':
    'Malipo haya yamerudiwa mara {count}. Tafadhali anza upya.',
  'Only a Kenyan mobile number can be prompted. Please begin a new payment.':
    'Ombi la malipo hutumwa kwa nambari za simu za Kenya pekee. Tafadhali anza upya.',
  'A prompt for the same package is out on this phone already. Please answer it first.':
    'Ombi la kulipia kifurushi hiki liko kwenye simu hii tayari. Tafadhali lijibu kwanza.',

  // Money of a till.
  'No payment to the till fits. Check the receipt, the amount and the last four digits of the phone that paid. If you have paid just now, try again in three minutes.':
    'Hakuna malipo ya till yanayolingana. Angalia risiti, kiasi na tarakimu nne za mwisho za simu iliyolipa. Kama umelipa sasa hivi, jaribu tena baada ya dakika tatu.',

  // Access.
  'Send either code, or mpesa_reference and phone_last4.':
    'Tuma code, au mpesa_reference pamoja na phone_last4.',
  'payment_id must be the id of a payment.': 'payment_id lazima iwe kitambulisho cha malipo.',
  'No access was found for this code or receipt at this router.':
    'Hakuna huduma iliyopatikana kwa msimbo au risiti hii kwenye ruta hii.',
  'No access was found for this payment and access claim.':
    'Hakuna huduma iliyopatikana kwa malipo haya.',
  'This access has ended. Choose a package to go on.':
    'Muda wa huduma hii umeisha. Chagua kifurushi ili kuendelea.',
  'As many devices as were bought use this access already. Disconnect one of them, wait some minutes and try again.':
    'Vifaa vilivyolipiwa tayari vinatumia huduma hii. Ondoa kimoja, subiri dakika chache, kisha jaribu tena.',

  // Keys and logins of the portal.
  'Public API key is required. Please include your public API key in the X-Public-Key header.':
    'Ufunguo wa API wa umma unahitajika. Uweke kwenye kichwa cha X-Public-Key.',
  'Invalid public API key format. The public key should be a 32-character hexadecimal string.':
    'Ufunguo wa API wa umma si sahihi. Unapaswa kuwa na herufi 32 za heksadesimali.',
  'Invalid public API key.': 'Ufunguo wa API wa umma si sahihi.',
  'The access token is invalid or has expired. Refresh it or log in again.':
    'Tokeni ya kuingia si sahihi, au muda wake umeisha. Ibadilishe, au ingia tena.',
  'User account is disabled.': 'Akaunti hii imezimwa.',

  // Limits.
  'Too many payment prompts to this phone number. Wait a few minutes and try again.':
    'Maombi ya malipo kwa nambari hii ya simu yamezidi. Subiri dakika chache, kisha jaribu tena.',
  'Too many payments from this device. Wait a few minutes and try again.':
    'Malipo kutoka kifaa hiki yamezidi. Subiri dakika chache, kisha jaribu tena.',
  'Too many payments from this network. Wait a few minutes and try again.':
    'Malipo kutoka mtandao huu yamezidi. Subiri dakika chache, kisha jaribu tena.',
  'Too many payment links from this device are still unpaid. Use one of them, or try again later.':
    'Viungo vya malipo vya kifaa hiki ambavyo havijalipwa vimezidi. Tumia kimojawapo, au jaribu tena baadaye.',
  'Too many payment links of this seller are still unpaid. Pay by a prompt on the phone, or try again later.':
    'Viungo vya malipo vya muuzaji huyu ambavyo havijalipwa vimezidi. Lipa kwa ombi kwenye simu, au jaribu tena baadaye.',
  'Too many requests from this network. Wait a few minutes and try again.':
    'Maombi kutoka mtandao huu yamezidi. Subiri dakika chache, kisha jaribu tena.',
  'Too many wrong codes or receipts. Wait a few minutes and try again.':
    'Misimbo au risiti zisizo sahihi zimezidi. Subiri dakika chache, kisha jaribu tena.',
  'Too many logins with this access. Wait a few minutes and try again.':
    'Umeingia mara nyingi mno kwa huduma hii. Subiri dakika chache, kisha jaribu tena.',

  // Requests that cannot be read or repeated.
  'The request could not be read. Check its syntax.':
    'Ombi halikusomeka. Angalia jinsi lilivyoandikwa.',
  'The request could not be read.': 'Ombi halikusomeka.',
  'The body must be a JSON object.': 'Ombi lazima liwe kitu cha JSON.',
  '{field} is not a parameter of this address, which takes: {known}.':
    'Anwani hii haikubali {field}. Inakubali: {known}.',
  'There is nothing at this path. Check the address.': 'Hakuna kitu hapa. Angalia anwani.',
  'This path does not answer that method.': 'Anwani hii haikubali njia hiyo ya kuomba.',
  'The body is too large: at most 100 kB are accepted.': 'Ombi ni kubwa mno: mwisho ni kB 100.',
  'Send the body as application/json or application/x-www-form-urlencoded.':
    'Tuma ombi kama application/json au application/x-www-form-urlencoded.',
  'The media type, character set or encoding of the body is not supported.':
    'Aina au usimbaji wa ombi haukubaliki.',
  'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.':
    'Idempotency-Key lazima iwe na herufi 1 hadi 255 za ASCII zinazoonekana, kama UUID.',
  'The first request with this Idempotency-Key is still running. Ask again in a moment.':
    'Ombi la kwanza lenye Idempotency-Key hii bado linaendelea. Uliza tena baada ya muda mfupi.',
  'This request took too long, and the same request was sent again meanwhile.':
    'Ombi hili lilichukua muda mrefu mno, na ombi hilohilo lilitumwa tena.',
  'This Idempotency-Key was used for another request. Use a new key for a new request.':
    'Idempotency-Key hii ilitumika kwa ombi lingine. Tumia mpya kwa ombi jipya.',

  // Faults.
  'Something went wrong on our side. Try again, and quote the request id if it goes on.':
    'Kuna hitilafu upande wetu. Jaribu tena; ikiendelea, taja kitambulisho cha ombi (request_id).',
  'This server is being stopped. Send the request again.': 'Seva hii inazimwa. Tuma ombi tena.',
  'This is not possible at the moment. Please try again shortly.':
    'Hili haliwezekani kwa sasa. Tafadhali jaribu tena baadaye kidogo.',

  // Why a payment has failed (`error_message`).
  'The payment was cancelled on the phone.': 'Malipo yalighairiwa kwenye simu.',
  'The payment was cancelled.': 'Malipo yalighairiwa.',
  'There is not enough money in the M-Pesa account.':
    'Hakuna pesa za kutosha kwenye akaunti ya M-Pesa.',
  'Another M-Pesa request is open on this phone. Try again in a minute.':
    'Kuna ombi lingine la M-Pesa kwenye simu hii. Jaribu tena baada ya dakika moja.',
  'The prompt was not answered in time.': 'Ombi la malipo halikujibiwa kwa wakati.',
  'The phone did not answer. Check that it is on and has network.':
    'Simu haikujibu. Hakikisha imewashwa na ina mtandao.',
  'The M-Pesa PIN was wrong.': 'PIN ya M-Pesa haikuwa sahihi.',
  'The payment was not completed.': 'Malipo hayakukamilika.',
  'The payment was not confirmed in time. If you have paid, it will still count.':
    'Malipo hayakuthibitishwa kwa wakati. Kama umelipa, bado yatahesabiwa.',
  'The payment service could not be reached. Please try again.':
    'Huduma ya malipo haikupatikana. Tafadhali jaribu tena.',
  'The seller has closed this payment as not paid.':
    'Muuzaji amefunga malipo haya kama hayajalipwa.',
};
