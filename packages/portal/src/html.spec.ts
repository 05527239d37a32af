import { describe, expect, it } from '@jest/globals';
import { html, image, telephone, url } from './html.js';

describe('a template', () => {
  it('escapes texts and attributes', () => {
    expect(html`<p title="${'"\'&'}">${'<b>&'}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;">&lt;b&gt;&amp;</p>',
    );
  });

  it('contains HTML and lists of it as they are, and nothing for null and false', () => {
    const list = [html`<li>${1}</li>`, html`<li>${2}</li>`];
    expect(
      html`<ul>
          ${list}
        </ul>
        ${null}${false}${html`<hr />`}`.text,
    ).toBe('<ul> <li>1</li><li>2</li> </ul> <hr />');
  });

  it('has no indentation', () => {
    // prettier-ignore
    const indented = html`<p
      title="${'a'}"
    >
      ${'b'}
    </p>`;
    expect(indented.text).toBe('<p title="a"> b </p>');
  });

  it('refuses a value outside of quotes', () => {
    expect(() => html`<p title=${'a'}></p>`).toThrow('outside of quotes');
    expect(() => html`<p ${'a'}></p>`).toThrow('outside of quotes');
    expect(() => html`<${'a'}></p>`).toThrow('outside of quotes');
    // prettier-ignore
    const withSingleQuotes = (): unknown => html`<p title='${'a'}'></p>`;
    expect(withSingleQuotes).toThrow('outside of quotes');
  });

  it('refuses a value in a script or a style', () => {
    expect(
      () =>
        html`<script>
          ${'a'};
        </script>`,
    ).toThrow('script');
    expect(
      () =>
        html`<style>
          p {
            color: ${'a'};
          }
        </style>`,
    ).toThrow('script');
  });

  it('takes a URL that was checked, and nothing else, in an attribute for URLs', () => {
    expect(html`<a href="${url('/a?b=c&d')}"></a>`.text).toBe('<a href="/a?b=c&amp;d"></a>');
    expect(() => html`<a href="${'/a'}"></a>`).toThrow('SafeUrl');
    expect(() => html`<p title="${url('/a')}"></p>`).toThrow('text only');
    expect(() => html`<p title="${html`<b></b>`}"></p>`).toThrow('text only');
  });
});

describe('a URL', () => {
  it.each(['/', '/portal/a/b?c=d#e', 'https://pay.example/x', 'http://10.5.50.1/login?var=a%20b'])(
    'is taken as it is: %s',
    (text) => {
      expect(url(text).text).toBe(text);
    },
  );

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,a',
    '//evil.example',
    '/\\evil.example',
    'portal/a',
    '/a b',
    '/a\nb',
    '',
  ])('leads nowhere when it could run a script or leave by accident: %j', (text) => {
    expect(url(text).text).toBe('#');
  });

  it.each([
    ['0712 345 678', 'tel:0712345678'],
    ['+254 (0)712-345678', 'tel:+2540712345678'],
    ['ask at the counter', 'tel:'],
  ])('calls the digits of %s', (text, expected) => {
    expect(telephone(text).text).toBe(expected);
  });

  it('of an image is one that is part of the page', () => {
    expect(image('data:image/png;base64,AAAA')?.text).toBe('data:image/png;base64,AAAA');
    expect(image('data:image/svg+xml;base64,AAAA')).toBeNull();
    expect(image('https://njeri.example/logo.png')).toBeNull();
    expect(image('data:image/png;base64,AA"onerror="x')).toBeNull();
  });
});
