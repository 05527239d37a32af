import { describe, expect, it } from '@jest/globals';
import { type Invoice } from '../model/records.js';
import { html } from './html.js';
import { redirectUrlOf } from './redirect-url.js';

describe('html', () => {
  it('escapes every value for text and for quoted attributes', () => {
    const value = `"><script>alert('x')</script>&`;
    expect(html`<p title="${value}">${value}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</p>',
    );
  });

  it('takes markup as it is and leaves nothing for null', () => {
    expect(html`<div>${html`<b>${'<'}</b>`}${null}</div>`.markup).toBe('<div><b>&lt;</b></div>');
  });
});

describe('redirectUrlOf', () => {
  const to = (redirectUrl: string | null): string | null => {
    const checkout = { id: 'CO', signature: 'a.b.c', redirectUrl };
    return redirectUrlOf({ id: 'INV', checkout } as Invoice);
  };
  const added = 'tracking_id=INV&signature=a.b.c&checkout_id=CO';

  it.each([
    ['https://shop.example/done/', `https://shop.example/done/?${added}`],
    ['https://shop.example/?a=1', `https://shop.example/?a=1&${added}`],
    ['https://shop.example/?', `https://shop.example/?${added}`],
    ['https://shop.example/?a=%20+b', `https://shop.example/?a=%20+b&${added}`],
    ['https://shop.example/?a=1#top', `https://shop.example/?a=1&${added}#top`],
  ])('adds to %s without touching what is there', (given, expected) => {
    expect(to(given)).toBe(expected);
  });

  it('leads nowhere when the merchant gave no address', () => {
    expect(to(null)).toBeNull();
  });
});
