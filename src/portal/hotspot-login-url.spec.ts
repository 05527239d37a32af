import { describe, expect, it } from '@jest/globals';
import { parseLoginUrl, withTicket } from './hotspot-login-url.js';

const HOST = 'router.example.com';

describe('the address of a router’s login', () => {
  it.each([
    ['http://10.5.50.1/login', 'http://10.5.50.1/login'],
    ['https://192.168.88.1:8443/login', 'https://192.168.88.1:8443/login'],
    ['http://172.16.0.1/login', 'http://172.16.0.1/login'],
    ['http://100.64.0.1/login', 'http://100.64.0.1/login'],
    ['HTTP://LOGIN.CAFE.LAN/login', 'http://login.cafe.lan/login'],
    ['http://hotspot/login', 'http://hotspot/login'],
    ['http://wifi.home.arpa/login', 'http://wifi.home.arpa/login'],
    ['http://router.example.com/login', 'http://router.example.com/login'],
  ])('is %s', (text, url) => {
    expect(parseLoginUrl(text, HOST)).toBe(url);
  });

  it.each([
    ['another site', 'https://evil.example/login'],
    ['a site below the name of the router', 'http://router.example.com.evil.example/login'],
    ['a site whose name ends like a private one', 'http://evil-lan.example/login'],
    ['a public address', 'http://203.0.113.9/login'],
    ['a public address in another notation', 'http://3405803785/login'],
    ['an IPv6 address', 'http://[fd00::1]/login'],
    ['the device itself', 'http://127.0.0.1/login'],
    ['the device itself by name', 'http://localhost/login'],
    ['the service of a cloud', 'http://169.254.169.254/login'],
    ['another page', 'http://10.5.50.1/status'],
    ['a page below it', 'http://10.5.50.1/login/x'],
    ['parameters', 'http://10.5.50.1/login?dst=https://evil.example'],
    ['a fragment', 'http://10.5.50.1/login#x'],
    ['a user', 'http://evil.example@10.5.50.1/login'],
    ['a user that looks like the router', 'http://10.5.50.1@evil.example/login'],
    ['a backslash', String.raw`http://10.5.50.1\@evil.example/login`],
    ['a script', 'javascript:alert(1)//login'],
    ['data', 'data:text/html,<script>/login'],
    ['no scheme', '//10.5.50.1/login'],
    ['no address', '$(link-login-only)'],
    ['nothing', ''],
    ['a line break', 'http://10.5.50.1/login\r\nSet-Cookie: a=b'],
    ['a very long text', `http://${'a'.repeat(300)}/login`],
  ])('is not %s', (_what, text) => {
    expect(parseLoginUrl(text, HOST)).toBeNull();
  });

  it('takes the ticket as one parameter', () => {
    expect(withTicket('http://10.5.50.1/login', 'lt-0f')).toBe('http://10.5.50.1/login?var=lt-0f');
  });
});
