/**
 * The script of the router's login page, in ES5 for the browsers of old phones. The router fills in
 * its variables before it sends the page. A hotspot expects the MD5 of the challenge's id, the
 * password and the challenge (CHAP); where it gives no challenge, it takes the password as it is.
 */
export const LOGIN_SCRIPT = String.raw`
var chapId = '$(chap-id)', chapChallenge = '$(chap-challenge)';

function md5(text) {
  var i, block, a, b, c, d, f, sum, turn, words = [], constants = [];
  var state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  var turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  var total = (((text.length + 8) >> 6) + 1) * 16;
  for (i = 0; i < 64; i++) constants[i] = Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296);
  for (i = 0; i < total; i++) words[i] = 0;
  for (i = 0; i < text.length; i++) words[i >> 2] |= (text.charCodeAt(i) & 255) << (i % 4 * 8);
  words[i >> 2] |= 128 << (i % 4 * 8);
  words[total - 2] = text.length * 8;
  for (block = 0; block < total; block += 16) {
    a = state[0]; b = state[1]; c = state[2]; d = state[3];
    for (i = 0; i < 64; i++) {
      if (i < 16) { f = (b & c) | (~b & d); turn = i; }
      else if (i < 32) { f = (d & b) | (~d & c); turn = 5 * i + 1; }
      else if (i < 48) { f = b ^ c ^ d; turn = 3 * i + 5; }
      else { f = c ^ (b | ~d); turn = 7 * i; }
      sum = (a + f + constants[i] + words[block + turn % 16]) | 0;
      turn = turns[(i >> 4) * 4 + i % 4];
      a = d; d = c; c = b;
      b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  var digits = '';
  for (i = 0; i < 16; i++) {
    a = (state[i >> 2] >>> (i % 4 * 8)) & 255;
    digits += (a < 16 ? '0' : '') + a.toString(16);
  }
  return digits;
}

function decoded(text) {
  try { return decodeURIComponent(text.replace(/\+/g, ' ')); } catch (fault) { return ''; }
}

function fromAddress(name) {
  var found = new RegExp('[?&]' + name + '=([^&#]*)').exec(location.search);
  return found ? decoded(found[1]) : '';
}

(function () {
  var page = document.getElementById('hotspot');
  var form = document.getElementById('login');
  var isCode = /^[A-Za-z0-9-]{6,40}$/;
  var code = decoded(page.getAttribute('data-var'));
  if (!isCode.test(code)) code = fromAddress('var');
  if (isCode.test(code) && page.getAttribute('data-error') === '') {
    form.username.value = code;
    form.password.value = chapId ? md5(chapId + code + chapChallenge) : code;
    form.submit();
  } else {
    location.replace(document.getElementById('portal').href);
  }
})();
`.trim();
