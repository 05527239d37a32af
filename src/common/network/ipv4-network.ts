import ipaddr from 'ipaddr.js';

/** An IPv4 network in CIDR notation, such as `10.77.0.0/16`. */
export class Ipv4Network {
  private constructor(
    private readonly base: number,
    readonly bits: number,
  ) {}

  /** @throws Error when the text is no IPv4 network */
  static parse(text: string): Ipv4Network {
    const [address, bits] = ipaddr.IPv4.parseCIDR(text);
    const size = 2 ** (32 - bits);
    const number = numberOf(address.toString());
    return new Ipv4Network(number - (number % size), bits);
  }

  /** The number of its addresses, with the first and the last one, which no host has. */
  get size(): number {
    return 2 ** (32 - this.bits);
  }

  /** The address at a distance from the first one. */
  at(distance: number): string {
    const number = this.base + distance;
    return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  }

  /** @param address an IPv4 address */
  contains(address: string): boolean {
    const number = numberOf(address);
    return number >= this.base && number < this.base + this.size;
  }

  toString(): string {
    return `${this.at(0)}/${this.bits}`;
  }
}

const numberOf = (address: string): number =>
  ipaddr.IPv4.parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0);
